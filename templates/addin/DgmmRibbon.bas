Attribute VB_Name = "DgmmRibbon"
' The callbacks of the DGMM tab. This module has Subs only, so that none of them is a function of sheets.
Option Explicit

Public Sub DgmmLabel(ByVal control As IRibbonControl, ByRef returned As Variant)
    If Left(control.ID, 4) = "tab." Then
        returned = Words(control.ID)
    Else
        returned = Words("label." & Mid(control.ID, 8))
    End If
End Sub

Public Sub DgmmTip(ByVal control As IRibbonControl, ByRef returned As Variant)
    returned = Words("tip." & Mid(control.ID, 8))
End Sub

Public Sub DgmmHelp(ByVal control As IRibbonControl)
    Say "message.help"
End Sub

Public Sub DgmmInsert(ByVal control As IRibbonControl)
    On Error GoTo Refused
    If Not IsEmpty(ActiveCell.Value) Then GoTo Refused
    WriteFormula ActiveCell, "=DGMM_LEVEL()"
    Exit Sub
Refused:
    Say "message.no_cell"
End Sub

' Where Excel has dynamic arrays, Formula puts an @ before the function and Formula2 does not; an older Excel lacks Formula2.
Private Sub WriteFormula(ByVal cell As Object, ByVal text As String)
    On Error GoTo Older
    cell.Formula2 = text
    Exit Sub
Older:
    cell.Formula = text
End Sub

Public Sub DgmmNext(ByVal control As IRibbonControl)
    Dim cell As Object
    If ActiveForm() Is Nothing Then
        Say "message.no_form"
        Exit Sub
    End If
    Set cell = NextOpen(ActiveForm(), ActiveCell)
    If cell Is Nothing Then
        Say "message.all_answered"
    Else
        Application.Goto cell
    End If
End Sub

Public Sub DgmmFaults(ByVal control As IRibbonControl)
    Dim cell As Object
    If ActiveForm() Is Nothing Then
        Say "message.no_form"
        Exit Sub
    End If
    Set cell = FirstFault(ActiveForm())
    If Not cell Is Nothing Then Application.Goto cell
    MsgBox FaultCounts(ActiveForm()), vbInformation, Words("message.title")
End Sub

Public Sub DgmmScore(ByVal control As IRibbonControl)
    If ActiveForm() Is Nothing Then
        Say "message.no_form"
    ElseIf HasXlwings() Then
        HandOver "score", ActiveWorkbook.Name
    End If
End Sub

Public Sub DgmmConsolidate(ByVal control As IRibbonControl)
    HandOverFolder "consolidate"
End Sub

Public Sub DgmmForms(ByVal control As IRibbonControl)
    HandOverFolder "forms"
End Sub

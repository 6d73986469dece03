Attribute VB_Name = "DgmmRibbon"
' What the buttons of the DGMM tab do, in plain VBA.
Option Explicit

Private Const THAI As Long = 1054
Private Const UI_LANGUAGE As Long = 2
Private Const UNUSABLE As Long = 4
Private Const MARK_MISSING As Long = 3
Private Const NOT_COUNTED As Long = 2

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
    ActiveCell.Formula = "=DGMM_LEVEL()"
    Exit Sub
Refused:
    Say "message.no_cell"
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
    Dim text As String
    If ActiveForm() Is Nothing Then
        Say "message.no_form"
        Exit Sub
    End If
    text = FaultCounts(ActiveForm())
    MsgBox text, vbInformation, Words("message.title")
End Sub

' The counts in words, for a form.
Public Function FaultCounts(ByVal book As Object) As String
    Dim counts(5) As Long
    Dim answered As Long
    Dim row As Long
    For row = 1 To FactCount()
        If IsCounted(row, book) Then CountOne book, FactText(row, 4), counts, answered
    Next row
    FaultCounts = Replace(Words("message.counts"), "{1}", CStr(answered))
    FaultCounts = Replace(FaultCounts, "{2}", CStr(counts(MARK_MISSING)))
    FaultCounts = Replace(FaultCounts, "{3}", CStr(counts(UNUSABLE) + counts(5)))
    FaultCounts = Replace(FaultCounts, "{4}", CStr(counts(NOT_COUNTED)))
End Function

Private Function IsCounted(ByVal row As Long, ByVal book As Object) As Boolean
    Static edition As String
    IsCounted = False
    If row = 1 Then edition = MetaFact(book, "edition")
    If FactText(row, 1) <> "input" Then Exit Function
    IsCounted = (FactText(row, 2) = edition And FactText(row, 5) <> "0")
End Function

' A mark stands in the same row, eight columns to the right of its answer (C to H and K to P, shifted together).
Private Sub CountOne(ByVal book As Object, ByVal question As String, counts As Variant, answered As Long)
    Dim mark As Variant
    Dim cell As Object
    Set cell = NamedCell(book, "answer." & question)
    If cell Is Nothing Then Exit Sub
    mark = MarkOf(cell)
    If mark > 0 Then counts(mark) = counts(mark) + 1
    If mark = 0 And Tidy(cell.Cells(1, 1).Value) <> "" Then answered = answered + 1
End Sub

Private Function MarkOf(ByVal cell As Object) As Long
    Dim value As Variant
    MarkOf = 0
    value = cell.Worksheet.Cells(cell.Row, cell.Column + 8).Value
    If IsError(value) Or IsEmpty(value) Then Exit Function
    If VarType(value) <> vbString And IsNumeric(value) Then
        If value >= 0 And value <= 5 Then MarkOf = CLng(value)
    End If
End Function

Private Function ActiveForm() As Object
    Set ActiveForm = Nothing
    If ActiveWorkbook Is Nothing Then Exit Function
    If IsForm(ActiveWorkbook) Then Set ActiveForm = ActiveWorkbook
End Function

' The first open question after the cell in codebook order, else the first of all.
Public Function NextOpen(ByVal book As Object, ByVal here As Object) As Object
    Dim first As Object
    Dim cell As Object
    Dim passed As Boolean
    Dim row As Long
    Set NextOpen = Nothing
    For row = 1 To FactCount()
        If IsCounted(row, book) Then
            Set cell = NamedCell(book, "answer." & FactText(row, 4))
            If IsOpen(cell) Then
                If first Is Nothing Then Set first = cell
                If passed Then
                    Set NextOpen = cell
                    Exit Function
                End If
            End If
            If SameCell(cell, here) Then passed = True
        End If
    Next row
    Set NextOpen = first
End Function

Private Function SameCell(ByVal one As Object, ByVal other As Object) As Boolean
    SameCell = False
    If one Is Nothing Or other Is Nothing Then Exit Function
    If one.Worksheet.Name <> other.Worksheet.Name Then Exit Function
    SameCell = (one.Row = other.Row And one.Column = other.Column)
End Function

' Empty, to be filled in, and not marked as not asked.
Private Function IsOpen(ByVal cell As Object) As Boolean
    IsOpen = False
    If cell Is Nothing Then Exit Function
    If cell.Cells(1, 1).Locked Then Exit Function
    If MarkOf(cell) = 1 Then Exit Function
    IsOpen = (Tidy(cell.Cells(1, 1).Value) = "")
End Function

Private Sub Say(ByVal key As String)
    MsgBox Words(key), vbInformation, Words("message.title")
End Sub

' A text in Excel's own language: Thai, else English.
Public Function Words(ByVal key As String) As String
    Dim row As Long
    Words = key
    row = FindFact("text", key, "")
    If row > 0 Then Words = FactText(row, IIf(IsThaiExcel(), 3, 4))
End Function

Private Function IsThaiExcel() As Boolean
    IsThaiExcel = False
    On Error Resume Next
    IsThaiExcel = (Application.LanguageSettings.LanguageID(UI_LANGUAGE) = THAI)
    On Error GoTo 0
End Function

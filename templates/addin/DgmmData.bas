Attribute VB_Name = "DgmmData"
' What stands in the add-in's own hidden sheet (dgmm_excel/addin/facts.py says what), and words as DGMM reads them.
Option Explicit
Option Private Module

Private Const SHEET_NAME As String = "dgmm_data"
Private Const COLUMN_COUNT As Long = 40
Private mFacts As Variant
Private mRows As Long

' A fact by row and column, from 1.
Public Function Fact(ByVal row As Long, ByVal column As Long) As Variant
    FillFacts
    Fact = mFacts(row, column)
End Function

Public Function FactText(ByVal row As Long, ByVal column As Long) As String
    FillFacts
    FactText = ""
    If Not IsEmpty(mFacts(row, column)) Then FactText = CStr(mFacts(row, column))
End Function

' The first row of a kind whose next cells are these; an empty second one fits any. 0 where there is none.
Public Function FindFact(ByVal kind As String, ByVal second As String, ByVal third As String) As Long
    Dim row As Long
    FillFacts
    FindFact = 0
    For row = 1 To mRows
        If mFacts(row, 1) = kind Then
            If Fits(row, 2, second) And Fits(row, 3, third) Then
                FindFact = row
                Exit Function
            End If
        End If
    Next row
End Function

Private Function Fits(ByVal row As Long, ByVal column As Long, ByVal wanted As String) As Boolean
    Fits = True
    If wanted <> "" Then Fits = (LCase(CStr(mFacts(row, column))) = LCase(wanted))
End Function

Public Function FactCount() As Long
    FillFacts
    FactCount = mRows
End Function

Private Sub FillFacts()
    Dim sheet As Object
    If Not IsEmpty(mFacts) Then Exit Sub
    Set sheet = ThisWorkbook.Worksheets(SHEET_NAME)
    mRows = CLng(sheet.Range("A1").Value)
    mFacts = sheet.Range(sheet.Cells(2, 1), sheet.Cells(mRows + 1, COLUMN_COUNT)).Value
End Sub

' A word as a sheet's function reads it: no outer spaces, single inner ones, no-break spaces taken for spaces, small letters.
Public Function Tidy(ByVal given As Variant) As String
    Dim text As String
    Tidy = ""
    If IsEmpty(given) Or IsNull(given) Then Exit Function
    text = Trim(Replace(CStr(given), ChrW(160), " "))
    Do While InStr(text, "  ") > 0
        text = Replace(text, "  ", " ")
    Loop
    Tidy = LCase(text)
End Function

' The first cell of what an argument is: a range, an array or a plain value.
Public Function Plain(ByVal given As Variant) As Variant
    Dim value As Variant
    If IsObject(given) Then
        value = CellValue(given)
    ElseIf IsArray(given) Then
        value = FirstOf(given)
    Else
        value = given
    End If
    Plain = value
End Function

' What a range holds: one value, or an array. (A Variant before a dot LibreOffice takes for an object throughout.)
Public Function RangeValue(ByVal cells As Object) As Variant
    RangeValue = cells.Value
End Function

Private Function CellValue(ByVal cells As Object) As Variant
    CellValue = cells.Cells(1, 1).Value
End Function

Private Function FirstOf(ByVal given As Variant) As Variant
    Dim one As Variant
    FirstOf = Empty
    For Each one In given
        FirstOf = one
        Exit Function
    Next one
End Function

Attribute VB_Name = "DgmmData"
' The facts in the add-in's own hidden sheet (dgmm_excel/addin/data_sheet.py lists them), and words as DGMM reads them.
Option Explicit
Option Private Module

Private Const SHEET_NAME As String = "dgmm_data"
Private mFacts As Variant
Private mRows As Long
Private mEditions As String
Private mColumns As Variant
' Two Collections; LibreOffice forgets one that is declared as such as soon as a formula is done.
Private mIndex As Variant

' A cell of the facts as a text, by row and column, from 1.
Public Function FactText(ByVal row As Long, ByVal column As Long) As String
    FillFacts
    FactText = ""
    If Not IsEmpty(mFacts(row, column)) Then FactText = CStr(mFacts(row, column))
End Function

' What kind of fact a row holds.
Public Function KindAt(ByVal row As Long) As String
    KindAt = FactText(row, 1)
End Function

' A field of a fact as a text, by its name; of several of one name, the nth.
Public Function Field(ByVal row As Long, ByVal name As String, Optional ByVal number As Long = 1) As String
    Field = FactText(row, FieldColumn(KindAt(row) & "." & name) + number - 1)
End Function

' The column of a field, such as "input.place"; its first column where it has several.
Public Function FieldColumn(ByVal name As String) As Long
    FillFacts
    FieldColumn = mColumns.Item(name)
End Function

' A constant of Python's, such as "mark.unusable".
Public Function Constant(ByVal name As String) As String
    Constant = FactText(FindFact("constant", name, ""), 3)
End Function

Public Function ConstantNumber(ByVal name As String) As Long
    ConstantNumber = CLng(Constant(name))
End Function

' The first row of a kind whose next cells are these, in any case of letters; an empty text matches any. 0 if there is none.
Public Function FindFact(ByVal kind As String, ByVal second As String, ByVal third As String) As Long
    FillFacts
    FindFact = 0
    On Error GoTo Missing
    FindFact = mIndex.Item(IndexKey(kind, second, third))
Missing:
End Function

Private Function IndexKey(ByVal kind As String, ByVal second As String, ByVal third As String) As String
    IndexKey = LCase(kind & "|" & second & "|" & third)
End Function

Public Function FactCount() As Long
    FillFacts
    FactCount = mRows
End Function

' The ids of all editions, divided by spaces.
Public Function Editions() As String
    FillFacts
    Editions = mEditions
End Function

Private Sub FillFacts()
    Dim sheet As Object
    If Not IsEmpty(mFacts) Then Exit Sub
    Set sheet = ThisWorkbook.Worksheets(SHEET_NAME)
    mRows = CLng(sheet.Range("A1").Value)
    mFacts = sheet.Range(sheet.Cells(2, 1), sheet.Cells(mRows + 1, CLng(sheet.Range("B1").Value))).Value
    FillIndex
End Sub

' Index of rows by kind and the two cells after it, by either of them, and by kind alone.
Private Sub FillIndex()
    Dim row As Long
    Dim kind As String
    Dim second As String
    Dim third As String
    Set mIndex = New Collection
    Set mColumns = New Collection
    mEditions = ""
    For row = 1 To mRows
        kind = CStr(mFacts(row, 1))
        If kind = "edition" Then mEditions = Trim(mEditions & " " & mFacts(row, 2))
        If kind = "field" Then mColumns.Add CLng(mFacts(row, 3)), CStr(mFacts(row, 2))
        If kind <> "input" Then
            second = CStr(mFacts(row, 2))
            third = CStr(mFacts(row, 3))
            AddToIndex IndexKey(kind, second, third), row
            AddToIndex IndexKey(kind, second, ""), row
            AddToIndex IndexKey(kind, "", third), row
            AddToIndex IndexKey(kind, "", ""), row
        End If
    Next row
End Sub

' A key that exists keeps its first row.
Private Sub AddToIndex(ByVal key As String, ByVal row As Long)
    On Error Resume Next
    mIndex.Add row, key
    On Error GoTo 0
End Sub

' A word as functions of sheets compare it: trimmed, single inner spaces, no-break spaces as spaces, small letters.
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

' An argument's value: plain, or that of a range or array of one cell. Error 5 for more cells.
Public Function Plain(ByVal given As Variant) As Variant
    Dim value As Variant
    If IsObject(given) Then
        value = CellValue(given)
    ElseIf IsArray(given) Then
        value = OnlyOf(given)
    Else
        value = given
    End If
    Plain = value
End Function

' A range's value or array of values. (LibreOffice takes a Variant before a dot for an object throughout.)
Public Function RangeValue(ByVal cells As Object) As Variant
    RangeValue = cells.Value
End Function

Private Function CellValue(ByVal cells As Object) As Variant
    If cells.Rows.Count > 1 Or cells.Columns.Count > 1 Then Err.Raise 5
    CellValue = cells.Cells(1, 1).Value
End Function

Private Function OnlyOf(ByVal given As Variant) As Variant
    Dim one As Variant
    Dim many As Long
    OnlyOf = Empty
    For Each one In given
        OnlyOf = one
        many = many + 1
        If many > 1 Then Err.Raise 5
    Next one
End Function

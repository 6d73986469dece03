Attribute VB_Name = "DgmmForm"
' The active form: how much is answered, what is wrong, and what comes next.
Option Explicit
Option Private Module

Private Const MOST_PLACES As Long = 15

Public Function ActiveForm() As Object
    Set ActiveForm = Nothing
    If ActiveWorkbook Is Nothing Then Exit Function
    If IsForm(ActiveWorkbook) Then Set ActiveForm = ActiveWorkbook
End Function

' The counts of a form in words, and the cells of answers that cannot be used.
Public Function FaultCounts(ByVal book As Object) As String
    Dim counts(9) As Long
    Dim edition As String
    Dim places As String
    Dim row As Long
    Dim open_ As Long
    Dim answered As Long
    edition = MetaFact(book, "edition")
    For row = 1 To FactCount()
        If IsAsked(row, edition) Then CountOne book, row, counts, answered, open_, places
    Next row
    FaultCounts = Replace(MessageWords("message.counts"), "{1}", CStr(answered))
    FaultCounts = Replace(FaultCounts, "{2}", CStr(open_))
    FaultCounts = Replace(FaultCounts, "{3}", CStr(counts(Mark("unusable")) + counts(Mark("impossible"))))
    FaultCounts = Replace(FaultCounts, "{4}", CStr(counts(Mark("not_counted"))))
    If places <> "" Then FaultCounts = FaultCounts & vbLf & MessageWords("message.places") & places
End Function

Private Sub CountOne(ByVal book As Object, ByVal row As Long, counts As Variant, answered As Long, open_ As Long, places As String)
    Dim found As Long
    Dim cell As Object
    Set cell = AnswerCell(book, row)
    If cell Is Nothing Then Exit Sub
    found = MarkOf(cell)
    counts(found) = counts(found) + 1
    If IsOpen(book, row) Then open_ = open_ + 1
    If found < Mark("not_asked") And HasContent(cell) Then answered = answered + 1
    If found >= Mark("unusable") Then places = places & PlaceOf(Field(row, "question"), cell, counts(Mark("unusable")) + counts(Mark("impossible")))
End Sub

' A line for the nth cell to correct: the question and the cell; an ellipsis after the last one shown.
Private Function PlaceOf(ByVal question As String, ByVal cell As Object, ByVal number As Long) As String
    PlaceOf = ""
    If number <= MOST_PLACES Then PlaceOf = vbLf & question & "   " & cell.Worksheet.Name & "!" & Replace(cell.Address, "$", "")
    If number = MOST_PLACES + 1 Then PlaceOf = vbLf & ChrW(8230)
End Function

' The cell of the first answer that cannot be used; Nothing if there is none.
Public Function FirstFault(ByVal book As Object) As Object
    Dim row As Long
    Dim edition As String
    Dim cell As Object
    Set FirstFault = Nothing
    edition = MetaFact(book, "edition")
    For row = 1 To FactCount()
        If IsAsked(row, edition) Then
            Set cell = AnswerCell(book, row)
            If Not cell Is Nothing Then
                If MarkOf(cell) >= Mark("unusable") Then
                    Set FirstFault = cell
                    Exit Function
                End If
            End If
        End If
    Next row
End Function

' The first open question after the cell in codebook order, else the first of all; Nothing if none is open.
Public Function NextOpen(ByVal book As Object, ByVal here As Object) As Object
    Dim first As Object
    Dim edition As String
    Dim passed As Boolean
    Dim row As Long
    Set NextOpen = Nothing
    edition = MetaFact(book, "edition")
    For row = 1 To FactCount()
        If IsAsked(row, edition) Then
            If IsOpen(book, row) Then
                If first Is Nothing Then Set first = AnswerCell(book, row)
                If passed Then
                    Set NextOpen = AnswerCell(book, row)
                    Exit Function
                End If
            End If
            If SameCell(AnswerCell(book, row), here) Then passed = True
        End If
    Next row
    Set NextOpen = first
End Function

' Whether a fact is a question that the edition's topics ask.
Private Function IsAsked(ByVal row As Long, ByVal edition As String) As Boolean
    IsAsked = False
    If KindAt(row) <> "input" Then Exit Function
    IsAsked = (Field(row, "edition") = edition And Field(row, "place") <> "0")
End Function

' The agency's answer cell; Nothing if it was deleted or is locked.
Private Function AnswerCell(ByVal book As Object, ByVal row As Long) As Object
    Dim cell As Object
    Set AnswerCell = Nothing
    Set cell = NamedCell(book, "answer." & Field(row, "question"))
    If cell Is Nothing Then Exit Function
    If Not cell.Cells(1, 1).Locked Then Set AnswerCell = cell
End Function

' Whether the question is asked, required, and its cell empty; an optional question of a row only once the row is begun.
Private Function IsOpen(ByVal book As Object, ByVal row As Long) As Boolean
    Dim cell As Object
    Dim fact_ As Long
    IsOpen = False
    Set cell = AnswerCell(book, row)
    If cell Is Nothing Then Exit Function
    If MarkOf(cell) = Mark("not_asked") Or HasContent(cell) Then Exit Function
    fact_ = FindFact("optional", Field(row, "edition"), Field(row, "question"))
    IsOpen = True
    If fact_ > 0 Then IsOpen = IsRowBegun(book, Field(row, "edition"), Field(fact_, "row"))
End Function

Private Function IsRowBegun(ByVal book As Object, ByVal edition As String, ByVal line As String) As Boolean
    Dim row As Long
    Dim cell As Object
    IsRowBegun = False
    If line = "" Then Exit Function
    For row = 1 To FactCount()
        If KindAt(row) = "optional" Then
            If Field(row, "edition") = edition And Field(row, "row") = line Then
                Set cell = NamedCell(book, "answer." & Field(row, "question"))
                If Not cell Is Nothing Then
                    If HasContent(cell) Then IsRowBegun = True
                End If
            End If
        End If
    Next row
End Function

Private Function HasContent(ByVal cell As Object) As Boolean
    Dim value As Variant
    value = cell.Cells(1, 1).Value
    HasContent = True
    If Not IsError(value) Then HasContent = (Tidy(value) <> "")
End Function

' The number of a mark of the form's hidden cells, by its name in Python.
Private Function Mark(ByVal name As String) As Long
    Mark = ConstantNumber("mark." & name)
End Function

' The mark of an answer's cell: in the same row, so many columns to the right.
Private Function MarkOf(ByVal cell As Object) As Long
    Dim value As Variant
    MarkOf = 0
    value = cell.Worksheet.Cells(cell.Row, cell.Column + ConstantNumber("mark.beside")).Value
    If IsError(value) Or IsEmpty(value) Then Exit Function
    If VarType(value) <> vbString And IsNumeric(value) Then
        If value >= 0 And value <= Mark("impossible") Then MarkOf = CLng(value)
    End If
End Function

Private Function SameCell(ByVal one As Object, ByVal other As Object) As Boolean
    SameCell = False
    If one Is Nothing Or other Is Nothing Then Exit Function
    If one.Worksheet.Name <> other.Worksheet.Name Then Exit Function
    SameCell = (one.Row = other.Row And one.Column = other.Column)
End Function

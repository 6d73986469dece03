Attribute VB_Name = "DgmmForm"
' What the form that is shown has in it: how much is answered, what is wrong, and what comes next.
Option Explicit
Option Private Module

' What a form's hidden marks say of an answer's cell.
Private Const NOT_ASKED As Long = 1
Private Const NOT_COUNTED As Long = 2
Private Const UNUSABLE As Long = 4
Private Const IMPOSSIBLE As Long = 5
Private Const MOST_PLACES As Long = 15

Public Function ActiveForm() As Object
    Set ActiveForm = Nothing
    If ActiveWorkbook Is Nothing Then Exit Function
    If IsForm(ActiveWorkbook) Then Set ActiveForm = ActiveWorkbook
End Function

' What a form has in it, in words: the counts, and where the answers stand that cannot be used.
Public Function FaultCounts(ByVal book As Object) As String
    Dim counts(5) As Long
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
    FaultCounts = Replace(FaultCounts, "{3}", CStr(counts(UNUSABLE) + counts(IMPOSSIBLE)))
    FaultCounts = Replace(FaultCounts, "{4}", CStr(counts(NOT_COUNTED)))
    If places <> "" Then FaultCounts = FaultCounts & vbLf & MessageWords("message.places") & places
End Function

Private Sub CountOne(ByVal book As Object, ByVal row As Long, counts As Variant, answered As Long, open_ As Long, places As String)
    Dim mark As Long
    Dim cell As Object
    Set cell = AnswerCell(book, row)
    If cell Is Nothing Then Exit Sub
    mark = MarkOf(cell)
    counts(mark) = counts(mark) + 1
    If IsOpen(book, row) Then open_ = open_ + 1
    If mark < NOT_ASKED And HasContent(cell) Then answered = answered + 1
    If mark >= UNUSABLE Then places = places & PlaceOf(FactText(row, 4), cell, counts(UNUSABLE) + counts(IMPOSSIBLE))
End Sub

' A line for the nth place: a question and its cell, as people name them; the rest is left to a sign.
Private Function PlaceOf(ByVal question As String, ByVal cell As Object, ByVal number As Long) As String
    PlaceOf = ""
    If number <= MOST_PLACES Then PlaceOf = vbLf & question & "   " & cell.Worksheet.Name & "!" & Replace(cell.Address, "$", "")
    If number = MOST_PLACES + 1 Then PlaceOf = vbLf & ChrW(8230)
End Function

' The first answer that cannot be used; Nothing where all can.
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
                If MarkOf(cell) >= UNUSABLE Then
                    Set FirstFault = cell
                    Exit Function
                End If
            End If
        End If
    Next row
End Function

' The first open question after the cell in codebook order, else the first of all; Nothing where none is open.
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
    If FactText(row, 1) <> "input" Then Exit Function
    IsAsked = (FactText(row, 2) = edition And FactText(row, 5) <> "0")
End Function

' The cell that the agency answers in; Nothing where it is gone, or not the agency's to fill in.
Private Function AnswerCell(ByVal book As Object, ByVal row As Long) As Object
    Dim cell As Object
    Set AnswerCell = Nothing
    Set cell = NamedCell(book, "answer." & FactText(row, 4))
    If cell Is Nothing Then Exit Function
    If Not cell.Cells(1, 1).Locked Then Set AnswerCell = cell
End Function

' Whether the question is asked, wanted, and its cell empty: in a row of its own kind only once the row is begun.
Private Function IsOpen(ByVal book As Object, ByVal row As Long) As Boolean
    Dim cell As Object
    Dim fact_ As Long
    IsOpen = False
    Set cell = AnswerCell(book, row)
    If cell Is Nothing Then Exit Function
    If MarkOf(cell) = NOT_ASKED Or HasContent(cell) Then Exit Function
    fact_ = FindFact("optional", FactText(row, 2), FactText(row, 4))
    IsOpen = True
    If fact_ > 0 Then IsOpen = IsRowBegun(book, FactText(row, 2), FactText(fact_, 4))
End Function

Private Function IsRowBegun(ByVal book As Object, ByVal edition As String, ByVal line As String) As Boolean
    Dim row As Long
    Dim cell As Object
    IsRowBegun = False
    If line = "" Then Exit Function
    For row = 1 To FactCount()
        If FactText(row, 1) = "optional" And FactText(row, 2) = edition And FactText(row, 4) = line Then
            Set cell = NamedCell(book, "answer." & FactText(row, 3))
            If Not cell Is Nothing Then
                If HasContent(cell) Then IsRowBegun = True
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

' A mark stands in the same row, eight columns to the right of its answer (C to H and K to P, shifted together).
Private Function MarkOf(ByVal cell As Object) As Long
    Dim value As Variant
    MarkOf = 0
    value = cell.Worksheet.Cells(cell.Row, cell.Column + 8).Value
    If IsError(value) Or IsEmpty(value) Then Exit Function
    If VarType(value) <> vbString And IsNumeric(value) Then
        If value >= 0 And value <= IMPOSSIBLE Then MarkOf = CLng(value)
    End If
End Function

Private Function SameCell(ByVal one As Object, ByVal other As Object) As Boolean
    SameCell = False
    If one Is Nothing Or other Is Nothing Then Exit Function
    If one.Worksheet.Name <> other.Worksheet.Name Then Exit Function
    SameCell = (one.Row = other.Row And one.Column = other.Column)
End Function

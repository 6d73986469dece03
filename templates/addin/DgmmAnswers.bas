Attribute VB_Name = "DgmmAnswers"
' DGMM_LEVEL over a range of a topic's answers: reads each as a form would, and runs the topic's programs.
Option Explicit
Option Private Module

' The cells of a range or an array, row by row; Empty if there are none, or a single blank one.
Public Function AnswerList(ByVal given As Variant) As Variant
    Dim values As Variant
    Dim found As Variant
    If IsObject(given) Then values = RangeValue(given) Else values = given
    If IsArray(values) Then found = Flat(values) Else found = Array(values)
    AnswerList = found
    If UBound(found) > 0 Then Exit Function
    If IsBlank(found(0)) Then AnswerList = Empty
End Function

Private Function Flat(ByVal values As Variant) As Variant
    Dim found() As Variant
    Dim row As Long
    Dim column As Long
    Dim place As Long
    If Dimensions(values) = 1 Then
        ReDim found(UBound(values) - LBound(values))
        For row = LBound(values) To UBound(values)
            found(row - LBound(values)) = values(row)
        Next row
    Else
        ReDim found((UBound(values, 1) - LBound(values, 1) + 1) * (UBound(values, 2) - LBound(values, 2) + 1) - 1)
        For row = LBound(values, 1) To UBound(values, 1)
            For column = LBound(values, 2) To UBound(values, 2)
                found(place) = values(row, column)
                place = place + 1
            Next column
        Next row
    End If
    Flat = found
End Function

Private Function Dimensions(ByVal values As Variant) As Long
    Dim last As Long
    On Error GoTo One
    last = UBound(values, 2)
    Dimensions = 2
    Exit Function
One:
    Dimensions = 1
End Function

' The result of the answers. The edition is that of the form. Without a form it is the one whose topic has as many questions;
' if several have, their results must be equal.
Public Function FromAnswers(ByVal code As String, ByVal what As String, ByVal agency As String, ByVal answers As Variant) As Variant
    Dim form As Object
    Dim edition As Variant
    Dim said As Variant
    Dim row As Long
    Set form = MeantForm()
    If agency <> "" Then
        If form Is Nothing Then Err.Raise 5
        If Tidy(MetaFact(form, "agency.code")) <> agency Then Err.Raise 5
    End If
    FromAnswers = Empty
    For Each edition In Asking(form)
        row = FindFact("topic", CStr(edition), code)
        If row > 0 Then
            If CLng(Field(row, "answers")) = UBound(answers) + 1 Then
                said = Computed(row, what, form, answers)
                If IsEmpty(FromAnswers) Then FromAnswers = said
                If VarType(said) <> VarType(FromAnswers) Then Err.Raise 5
                If said <> FromAnswers Then Err.Raise 5
            End If
        End If
    Next edition
    If IsEmpty(FromAnswers) Then Err.Raise 5
End Function

' The editions to try.
Private Function Asking(ByVal form As Object) As Variant
    If form Is Nothing Then
        Asking = Split(Editions(), " ")
    Else
        Asking = Array(MetaFact(form, "edition"))
    End If
End Function

Private Function Computed(ByVal topic As Long, ByVal what As String, ByVal form As Object, ByVal answers As Variant) As Variant
    Dim row As Long
    Dim many As Long
    Do While topic + many + 1 <= FactCount()
        If KindAt(topic + many + 1) <> "input" Then Exit Do
        many = many + 1
    Loop
    SetRegister 1, 0#, 1#
    For row = 1 To many
        ReadInput topic + row, row, AnswerTo(topic + row, form, answers)
    Next row
    If RegisterPart(1, 1) = 0 And Not form Is Nothing Then
        If IsBegun(form, Field(topic, "edition"), Field(topic, "topic")) Then SetRegister 1, 1#, 1#
    End If
    RunProgram Field(topic, "exact")
    SetRegister 2, ResultAbove(), ResultBelow()
    RunProgram Field(topic, "score")
    SetRegister 3, ResultAbove(), ResultBelow()
    RunProgram Field(topic, "level")
    Computed = Answered(topic, what, ResultAbove(), form)
End Function

Private Function Answered(ByVal topic As Long, ByVal what As String, ByVal level As Variant, ByVal form As Object) As Variant
    Dim row As Long
    Dim thai As Boolean
    Answered = ""
    If IsEmpty(level) Then Exit Function
    row = FindFact("id", Field(topic, "edition"), Field(topic, "topic"))
    Select Case what
        Case "level"
            Answered = level
        Case "score"
            Answered = Nearly(RegisterPart(3, 1)) / Nearly(RegisterPart(3, 2))
        Case "name"
            Answered = Field(row, "name", level)
        Case Else
            thai = True
            If Not form Is Nothing Then thai = (MetaFact(form, "lang") <> "en")
            Answered = NextOf(row, level, thai)
    End Select
End Function

' The value of an input's cell: in the range, or in the form if the question is another topic's.
Private Function AnswerTo(ByVal row As Long, ByVal form As Object, ByVal answers As Variant) As Variant
    Dim place As Long
    place = CLng(Field(row, "place"))
    AnswerTo = Empty
    If place > 0 Then
        AnswerTo = answers(place - 1)
    ElseIf Not form Is Nothing Then
        AnswerTo = NamedValue(form, "answer." & Field(row, "question"))
    End If
End Function

' Fills in an input's given, asked, answered and amount, and counts it among the answers given.
Private Sub ReadInput(ByVal row As Long, ByVal number As Long, ByVal value As Variant)
    Dim above As Variant
    Dim below As Variant
    Dim given As Double
    Dim asked As Boolean
    above = 0#
    below = 1#
    given = IIf(IsGiven(row, value, above, below), 1#, 0#)
    asked = True
    If Field(row, "asked_when") <> "" Then
        RunProgram Field(row, "asked_when")
        asked = (ResultAbove() = 1)
    End If
    SetInput number, 1, given
    SetInput number, 2, IIf(asked, 1#, 0#)
    SetInput number, 3, IIf(asked And given = 1, 1#, 0#)
    SetInput number, 4, IIf(asked And given = 1, above, 0#)
    SetInput number, 5, IIf(asked And given = 1, below, 1#)
    If Field(row, "counts") = "1" Then SetRegister 1, RegisterPart(1, 1) + given, 1#
End Sub

' Whether a form has an answer to anything that is asked outside the topic.
Private Function IsBegun(ByVal form As Object, ByVal edition As String, ByVal topic As String) As Boolean
    Dim row As Long
    Dim above As Variant
    Dim below As Variant
    Dim counts As Long
    Dim place As Long
    IsBegun = False
    counts = FieldColumn("input.counts")
    place = FieldColumn("input.place")
    For row = 1 To FactCount()
        If FactText(row, counts) = "1" And KindAt(row) = "input" And FactText(row, place) <> "0" Then
            If Field(row, "edition") = edition And Field(row, "topic") <> topic Then
                If IsGiven(row, NamedValue(form, "answer." & Field(row, "question")), above, below) Then
                    IsBegun = True
                    Exit Function
                End If
            End If
        End If
    Next row
End Function

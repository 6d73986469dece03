Attribute VB_Name = "DgmmAnswers"
' DGMM_LEVEL over a range of a topic's answers: reads each as a form would, and runs the topic's programs.
Option Explicit

' The cells of a range or an array, row by row; Empty where there are none, or a single one that is blank.
Public Function AnswerList(ByVal given As Variant) As Variant
    Dim values As Variant
    Dim found As Variant
    If IsObject(given) Then values = RangeValue(given) Else values = given
    If IsArray(values) Then found = Flat(values) Else found = Array(values)
    AnswerList = found
    If UBound(found) > 0 Then Exit Function
    If IsError(found(0)) Then Exit Function
    If Tidy(found(0)) = "" Then AnswerList = Empty
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

' What the answers come to. The edition is the form's from which it is asked, else the one whose topic asks that many.
Public Function FromAnswers(ByVal code As String, ByVal what As String, ByVal agency As String, ByVal answers As Variant) As Variant
    Dim form As Object
    Dim topic As Long
    Set form = MeantForm()
    If agency <> "" Then
        If form Is Nothing Then Err.Raise 5
        If Tidy(MetaFact(form, "agency.code")) <> agency Then Err.Raise 5
    End If
    topic = TopicRow(form, code, UBound(answers) + 1)
    FromAnswers = Computed(topic, what, form, answers)
End Function

Private Function TopicRow(ByVal form As Object, ByVal code As String, ByVal many As Long) As Long
    Dim row As Long
    Dim edition As String
    If Not form Is Nothing Then edition = MetaFact(form, "edition")
    For row = 1 To FactCount()
        If FactText(row, 1) = "topic" And LCase(FactText(row, 3)) = code Then
            If (edition = "" Or FactText(row, 2) = edition) And CLng(Fact(row, 4)) = many Then
                TopicRow = row
                Exit Function
            End If
        End If
    Next row
    Err.Raise 5
End Function

Private Function Computed(ByVal topic As Long, ByVal what As String, ByVal form As Object, ByVal answers As Variant) As Variant
    Dim row As Long
    Dim many As Long
    Do While topic + many + 1 <= FactCount()
        If FactText(topic + many + 1, 1) <> "input" Then Exit Do
        many = many + 1
    Loop
    SetRegister 1, 0#, 1#
    For row = 1 To many
        ReadInput topic + row, row, AnswerTo(topic + row, form, answers)
    Next row
    For row = 2 To 3
        RunProgram FactText(topic, row + 3)
        SetRegister row, ResultAbove(), ResultBelow()
    Next row
    RunProgram FactText(topic, 7)
    Computed = Answered(topic, what, ResultAbove(), form)
End Function

Private Function Answered(ByVal topic As Long, ByVal what As String, ByVal level As Variant, ByVal form As Object) As Variant
    Dim row As Long
    Dim thai As Boolean
    Answered = ""
    If IsEmpty(level) Then Exit Function
    row = FindFact("id", FactText(topic, 2), FactText(topic, 3))
    Select Case what
        Case "level"
            Answered = level
        Case "score"
            Answered = Nearly(RegisterPart(3, 1)) / Nearly(RegisterPart(3, 2))
        Case "name"
            Answered = FactText(row, 3 + level)
        Case Else
            thai = True
            If Not form Is Nothing Then thai = (MetaFact(form, "lang") <> "en")
            Answered = NextOf(row, level, thai)
    End Select
End Function

' What stands in the cell of an input: in the range, or in the form where the question is another topic's.
Private Function AnswerTo(ByVal row As Long, ByVal form As Object, ByVal answers As Variant) As Variant
    Dim place As Long
    place = CLng(Fact(row, 5))
    AnswerTo = Empty
    If place > 0 Then
        AnswerTo = answers(place - 1)
    ElseIf Not form Is Nothing Then
        AnswerTo = NamedValue(form, "answer." & FactText(row, 4))
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
    If FactText(row, 9) <> "" Then
        RunProgram FactText(row, 9)
        asked = (ResultAbove() = 1)
    End If
    SetInput number, 1, given
    SetInput number, 2, IIf(asked, 1#, 0#)
    SetInput number, 3, IIf(asked And given = 1, 1#, 0#)
    SetInput number, 4, IIf(asked And given = 1, above, 0#)
    SetInput number, 5, IIf(asked And given = 1, below, 1#)
    If FactText(row, 4) <> "agency.mission" Then SetRegister 1, RegisterPart(1, 1) + given, 1#
End Sub

Private Function IsGiven(ByVal row As Long, ByVal value As Variant, above As Variant, below As Variant) As Boolean
    IsGiven = False
    If IsError(value) Then Exit Function
    If IsEmpty(value) Or IsNull(value) Then Exit Function
    Select Case FactText(row, 6)
        Case "text"
            above = 1#
            IsGiven = (Tidy(value) <> "")
        Case "yes_no", "choice"
            IsGiven = IsLabel(row, value, above)
        Case Else
            IsGiven = IsNumber(row, value)
            If IsGiven Then ReadFraction CDbl(value), above, below
    End Select
End Function

' Labels stand from the tenth column on, Thai and English in turn, from the lowest choice; a yes is the second of two.
Private Function IsLabel(ByVal row As Long, ByVal value As Variant, above As Variant) As Boolean
    Dim column As Long
    IsLabel = False
    If VarType(value) = vbBoolean And FactText(row, 6) = "yes_no" Then
        above = IIf(value, 1#, 0#)
        IsLabel = True
    ElseIf VarType(value) = vbString Then
        For column = 10 To 40
            If FactText(row, column) = "" Then Exit Function
            If Tidy(FactText(row, column)) = Tidy(value) Then
                above = CDbl(Int((column - 10) / 2))
                IsLabel = True
                Exit Function
            End If
        Next column
    End If
End Function

Private Function IsNumber(ByVal row As Long, ByVal value As Variant) As Boolean
    IsNumber = False
    If VarType(value) = vbString Or VarType(value) = vbBoolean Or VarType(value) = vbDate Then Exit Function
    If Not IsNumeric(value) Then Exit Function
    If FactText(row, 7) <> "" Then
        If value < Val(FactText(row, 7)) Then Exit Function
    End If
    If FactText(row, 8) <> "" Then
        If value > Val(FactText(row, 8)) Then Exit Function
    End If
    IsNumber = True
    If FactText(row, 6) = "integer" Then IsNumber = (value = Int(value))
End Function

' A number as it is printed, exactly: 24.1 is 241 over 10.
Private Sub ReadFraction(ByVal value As Double, above As Variant, below As Variant)
    Dim text As String
    Dim power As Long
    Dim point As Long
    text = UCase(Trim(Str(value)))
    If InStr(text, "E") > 0 Then
        power = CLng(Val(Mid(text, InStr(text, "E") + 1)))
        text = Left(text, InStr(text, "E") - 1)
    End If
    point = InStr(text, ".")
    If point > 0 Then
        power = power - (Len(text) - point)
        text = Replace(text, ".", "")
    End If
    above = WholeFrom(text)
    below = 1#
    If power > 0 Then above = WholeProduct(above, TenTo(power))
    If power < 0 Then below = TenTo(-power)
End Sub

Attribute VB_Name = "DgmmAsked"
' The result of DGMM_LEVEL, its arguments being plain words.
Option Explicit
Option Private Module

Public Function Asked(ByVal code As String, ByVal what As String, ByVal agency As String, ByVal answers As Variant) As Variant
    If code = "" Then code = Constant("lookup.code")
    If what = "" Then what = Constant("lookup.what")
    If InStr(" " & Constant("lookup.whats") & " ", " " & what & " ") = 0 Or InStr(what, " ") > 0 Then Err.Raise 5
    If IsEmpty(answers) Then
        Asked = FromBook(code, what, agency)
    Else
        Asked = FromAnswers(code, what, agency, answers)
    End If
End Function

Private Function FromBook(ByVal code As String, ByVal what As String, ByVal agency As String) As Variant
    Dim row As Long
    Dim id As String
    row = FindFact("id", "", code)
    If row = 0 Then Err.Raise 5
    id = Field(row, "id")
    If Not TurnToBook() Then Err.Raise 5
    If Not TurnToAgency(agency) Then Err.Raise 5
    If Not HasId(id) Then Err.Raise 5
    Select Case what
        Case "level"
            FromBook = Shown(LevelAt(id))
        Case "score"
            FromBook = Shown(ScoreAt(id))
        Case Else
            FromBook = Shown(Worded(id, what))
    End Select
End Function

Public Function Shown(ByVal value As Variant) As Variant
    Shown = value
    If IsEmpty(value) Then Shown = ""
End Function

' The name of the level of an id, or what its next level asks.
Private Function Worded(ByVal id As String, ByVal what As String) As Variant
    Dim row As Long
    Dim level As Variant
    Worded = Empty
    level = LevelAt(id)
    If IsEmpty(level) Then Exit Function
    row = FindFact("id", EditionHere(), id)
    If EditionHere() = "" Or row = 0 Then Err.Raise 5
    If what = "name" Then
        Worded = Field(row, "name", level)
    ElseIf Field(row, "topics") = "" Then
        Worded = NextOf(row, level, IsThai())
    Else
        Worded = ToLift(Field(row, "topics"), level)
    End If
End Function

Public Function NextOf(ByVal row As Long, ByVal level As Double, ByVal thai As Boolean) As String
    NextOf = Field(row, IIf(thai, "next.th", "next.en"), level)
End Function

' The topics no higher than their group that can still rise.
Private Function ToLift(ByVal under As String, ByVal level As Double) As String
    Dim part As Variant
    Dim topic As String
    Dim own As Variant
    ToLift = ""
    If level = ConstantNumber("level.highest") Then Exit Function
    For Each part In Split(under, " ")
        topic = Left(part, InStr(part, ":") - 1)
        own = LevelAt(topic)
        If Not IsEmpty(own) Then
            If own <= level And own < Val(Mid(part, InStr(part, ":") + 1)) Then ToLift = ToLift & ", " & topic
        End If
    Next part
    ToLift = Mid(ToLift, 3)
End Function

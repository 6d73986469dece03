Attribute VB_Name = "DgmmLevel"
' =DGMM_LEVEL(code, what, agency, answers): the contract's meaning, in plain VBA.
Option Explicit

Public Function DGMM_LEVEL(Optional ByVal code As Variant, Optional ByVal what As Variant, Optional ByVal agency As Variant, Optional ByVal answers As Variant) As Variant
    Application.Volatile
    On Error GoTo NotThere
    If IsMissing(code) Then code = Empty
    If IsMissing(what) Then what = Empty
    If IsMissing(agency) Then agency = Empty
    If IsMissing(answers) Then answers = Empty
    DGMM_LEVEL = Asked(Tidy(Plain(code)), Tidy(Plain(what)), Tidy(Plain(agency)), AnswerList(answers))
    Exit Function
NotThere:
    DGMM_LEVEL = CVErr(2042)
End Function

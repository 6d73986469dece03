Attribute VB_Name = "DgmmWords"
' What the buttons say, in Excel's own language: Thai, else English.
Option Explicit
Option Private Module

Private Const THAI As Long = 1054
Private Const UI_LANGUAGE As Long = 2

' A text in Excel's own language: Thai, else English.
Public Function Words(ByVal key As String) As String
    Dim row As Long
    Words = key
    row = FindFact("text", key, "")
    If row > 0 Then Words = FactText(row, IIf(IsThaiExcel(), 3, 4))
End Function

' The language of the buttons and of what they say.
Public Function ButtonLanguage() As String
    ButtonLanguage = IIf(IsThaiExcel(), "th", "en")
End Function

Private Function IsThaiExcel() As Boolean
    IsThaiExcel = False
    On Error Resume Next
    IsThaiExcel = (Application.LanguageSettings.LanguageID(UI_LANGUAGE) = THAI)
    On Error GoTo 0
End Function

Public Sub Say(ByVal key As String)
    MsgBox Words(key), vbInformation, Words("message.title")
End Sub

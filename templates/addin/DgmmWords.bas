Attribute VB_Name = "DgmmWords"
' The words of the buttons and messages, in Excel's own language: Thai, else English.
Option Explicit
Option Private Module

Private Const THAI As Long = 1054
Private Const UI_LANGUAGE As Long = 2

' A text in Excel's own language: Thai, else English.
Public Function Words(ByVal key As String) As String
    Words = WordsIn(key, IIf(IsThaiExcel(), "th", "en"))
End Function

Private Function EnglishWords(ByVal key As String) As String
    EnglishWords = WordsIn(key, "en")
End Function

Private Function WordsIn(ByVal key As String, ByVal language As String) As String
    Dim row As Long
    WordsIn = key
    row = FindFact("text", key, "")
    If row > 0 Then WordsIn = Field(row, language)
End Function

' The language of the buttons and messages.
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
    MsgBox MessageWords(key), vbInformation, Words("message.title")
End Sub

' A text for a message box. MsgBox shows only what the code page of Windows for programs without Unicode has, and ???? for the
' rest: English where that page has no Thai, as on an English Windows with a Thai Office.
Public Function MessageWords(ByVal key As String) As String
    MessageWords = Words(key)
    If Not FitsCodePage(MessageWords) Then MessageWords = EnglishWords(key)
End Function

Private Function FitsCodePage(ByVal text As String) As Boolean
    FitsCodePage = False
    On Error Resume Next
    FitsCodePage = (StrConv(StrConv(text, vbFromUnicode), vbUnicode) = text)
    On Error GoTo 0
End Function

Attribute VB_Name = "DgmmPython"
' The buttons that need Python. xlwings' RunPython is called from a new workbook: it takes settings and code from the active
' workbook and its folder, and a returned form must not supply either. Python closes that workbook.
Option Explicit
Option Private Module

Private Const XLWINGS_BOOK As String = "xlwings.xlam"
Private Const FOLDER_PICKER As Long = 4
Private Const CHOSEN As Long = -1

' Excel for Mac has no dialog for folders: there Python asks.
Public Sub HandOverFolder(ByVal button As String)
    Dim folder As String
    If Not HasXlwings() Then Exit Sub
    If Not IsMac() Then
        folder = ChosenFolder()
        If folder = "" Then Exit Sub
    End If
    HandOver button, folder
End Sub

Private Function ChosenFolder() As String
    Dim dialog As Object
    ChosenFolder = ""
    Set dialog = Application.FileDialog(FOLDER_PICKER)
    dialog.Title = Words("message.folder")
    If dialog.Show = CHOSEN Then ChosenFolder = dialog.SelectedItems(1)
End Function

' Whether xlwings' add-in is open; if not, say what to install.
Public Function HasXlwings() As Boolean
    Dim book As Object
    On Error Resume Next
    Set book = Application.Workbooks(XLWINGS_BOOK)
    On Error GoTo 0
    HasXlwings = Not book Is Nothing
    If Not HasXlwings Then Say "message.install"
End Function

Public Sub HandOver(ByVal button As String, ByVal given As String)
    Dim between As Object
    Dim reason As String
    Set between = Application.Workbooks.Add
    On Error GoTo Failed
    Application.Run XLWINGS_BOOK & "!RunPython", PythonCommand(button, given)
    ' on a Mac RunPython does not wait; elsewhere the workbook is still there only if Python did not start
    If Not IsMac() Then CloseQuietly between
    Exit Sub
Failed:
    reason = Err.Description ' first of all: any procedure that handles errors itself clears it
    MsgBox MessageWords("message.failed") & vbLf & reason, vbExclamation, Words("message.title")
    CloseQuietly between
End Sub

Private Sub CloseQuietly(ByVal book As Object)
    On Error Resume Next
    book.Close False
    On Error GoTo 0
End Sub

' The text that Python runs: only letters, digits and plain signs, whatever a name or a path contains.
Public Function PythonCommand(ByVal button As String, ByVal given As String) As String
    PythonCommand = "import importlib.util as u,sys; u.find_spec('dgmm_excel') or " & _
        "sys.exit('This Python has no dgmm-excel. Run: pip install dgmm-excel'); " & _
        "import dgmm_excel.addin.ribbon as r; r.press('" & button & "','" & Digits(given) & "','" & ButtonLanguage() & "')"
End Function

' A text in hexadecimal digits, four a letter.
Private Function Digits(ByVal text As String) As String
    Dim place As Long
    Digits = ""
    For place = 1 To Len(text)
        Digits = Digits & Right("000" & Hex(AscW(Mid(text, place, 1)) And 65535), 4)
    Next place
End Function

Private Function IsMac() As Boolean
    IsMac = (InStr(1, Application.OperatingSystem, "mac", vbTextCompare) > 0)
End Function

Attribute VB_Name = "DgmmBook"
' The workbook that a formula reads, and its levels: a form through its defined names, a consolidated workbook through tables.
Option Explicit
Option Private Module

Private Const META_ROWS As Long = 120
Private Const NEITHER As Long = 0
Private Const A_FORM As Long = 1
Private Const CONSOLIDATED As Long = 2
Private mBook As Object
Private mIsForm As Boolean
Private mAgency As String
Private mEdition As String
Private mLevels As Collection
Private mScores As Collection
Private mCount As Long
Private mPlaces As Variant

' Select the workbook to read: the caller's own, else the only open one with levels. False if there is none.
Public Function TurnToBook() As Boolean
    Dim kind As Long
    mEdition = ""
    Set mBook = CallersBook()
    If Not mBook Is Nothing Then kind = KindOf(mBook)
    If kind = NEITHER Then
        Set mBook = OnlyOne()
        If Not mBook Is Nothing Then kind = KindOf(mBook)
    End If
    mIsForm = (kind = A_FORM)
    TurnToBook = (kind <> NEITHER)
End Function

' The form to read; Nothing if the workbook is not a form.
Public Function MeantForm() As Object
    Set MeantForm = Nothing
    If TurnToBook() Then
        If mIsForm Then Set MeantForm = mBook
    End If
End Function

Private Function CallersBook() As Object
    Dim cell As Object
    Set CallersBook = Nothing
    On Error Resume Next
    Set cell = Application.Caller
    If Not cell Is Nothing Then Set CallersBook = cell.Worksheet.Parent
    On Error GoTo 0
End Function

Private Function OnlyOne() As Object
    Dim book As Object
    Dim many As Long
    Set OnlyOne = Nothing
    For Each book In Application.Workbooks
        If KindOf(book) <> NEITHER Then
            many = many + 1
            Set OnlyOne = book
        End If
    Next book
    If many <> 1 Then Set OnlyOne = Nothing
End Function

Private Function KindOf(ByVal book As Object) As Long
    If IsForm(book) Then
        KindOf = A_FORM
    ElseIf Not TableSheet(book, Constant("table.levels"), 1) Is Nothing Then
        KindOf = CONSOLIDATED
    Else
        KindOf = NEITHER
    End If
End Function

Public Function IsForm(ByVal book As Object) As Boolean
    IsForm = Not NamedCell(book, "level.overall") Is Nothing
End Function

Public Function NamedCell(ByVal book As Object, ByVal name As String) As Object
    Set NamedCell = Nothing
    On Error Resume Next
    Set NamedCell = book.Names(name).RefersToRange
    On Error GoTo 0
End Function

' The value of a named cell; Empty if the name does not exist or the cell is blank.
Public Function NamedValue(ByVal book As Object, ByVal name As String) As Variant
    Dim cell As Object
    NamedValue = Empty
    Set cell = NamedCell(book, name)
    If cell Is Nothing Then Exit Function
    NamedValue = cell.Cells(1, 1).Value
    If VarType(NamedValue) = vbString Then
        If NamedValue = "" Then NamedValue = Empty
    End If
End Function

' A fact of a form, from its hidden anchors; empty if there is none. The anchor's last position is tried first; the whole
' workbook is searched only if the anchor is not there.
Public Function MetaFact(ByVal book As Object, ByVal key As String) As String
    Dim found As Variant
    found = MetaAt(book, key)
    If IsEmpty(found) Then
        SeekMeta book, key
        found = MetaAt(book, key)
    End If
    MetaFact = "" & found
End Function

' The value beside an anchor, as a text; Empty if the anchor is not at its last position.
Private Function MetaAt(ByVal book As Object, ByVal key As String) As Variant
    Dim place As Variant
    Dim cells As Variant
    MetaAt = Empty
    place = Split(PlaceOf(key), " ")
    If UBound(place) < 2 Then Exit Function
    If CLng(place(0)) > book.Worksheets.Count Then Exit Function
    cells = MetaCells(book.Worksheets(CLng(place(0))), CLng(place(1)), CLng(place(1)), CLng(place(2)))
    If IsAnchor(cells(1, 1), key) Then MetaAt = "" & cells(1, 2)
End Function

Private Sub SeekMeta(ByVal book As Object, ByVal key As String)
    Dim number As Long
    Dim column As Long
    Dim cells As Variant
    Dim row As Long
    For column = 1 To 3
        For number = 1 To book.Worksheets.Count
            cells = MetaCells(book.Worksheets(number), 1, META_ROWS, column)
            For row = 1 To META_ROWS
                If IsAnchor(cells(row, 1), key) Then
                    Remember key, number & " " & row & " " & column
                    Exit Sub
                End If
            Next row
        Next number
    Next column
End Sub

Private Function MetaCells(ByVal sheet As Object, ByVal first As Long, ByVal last As Long, ByVal column As Long) As Variant
    MetaCells = sheet.Range(sheet.Cells(first, column), sheet.Cells(last, column + 1)).Value
End Function

Private Function IsAnchor(ByVal value As Variant, ByVal key As String) As Boolean
    IsAnchor = False
    If VarType(value) = vbString Then IsAnchor = (value = Constant("anchor.fact") & key)
End Function

' The number of the sheet, row and column where an anchor was found last; an empty text before that.
Private Function PlaceOf(ByVal key As String) As String
    PlaceOf = ""
    If Not IsObject(mPlaces) Then Set mPlaces = New Collection
    On Error GoTo Missing
    PlaceOf = mPlaces.Item(key)
Missing:
End Function

Private Sub Remember(ByVal key As String, ByVal place As String)
    If PlaceOf(key) <> "" Then mPlaces.Remove key
    mPlaces.Add place, key
End Sub

' The nth sheet whose first row has these headings.
Private Function TableSheet(ByVal book As Object, ByVal headings As String, ByVal number As Long) As Object
    Dim sheet As Object
    Dim many As Long
    Set TableSheet = Nothing
    For Each sheet In book.Worksheets
        If HasHeadings(sheet, Split(headings, ",")) Then
            many = many + 1
            If many = number Then
                Set TableSheet = sheet
                Exit Function
            End If
        End If
    Next sheet
End Function

Private Function HasHeadings(ByVal sheet As Object, ByVal words As Variant) As Boolean
    Dim place As Long
    Dim value As Variant
    HasHeadings = False
    For place = 0 To UBound(words)
        value = sheet.Cells(1, place + 1).Value
        If VarType(value) <> vbString Then Exit Function
        If value <> words(place) Then Exit Function
    Next place
    HasHeadings = True
End Function

' Select one agency. False if the workbook does not have it, or has several and none is named.
Public Function TurnToAgency(ByVal agency As String) As Boolean
    mAgency = agency
    If mIsForm Then
        TurnToAgency = True
        If agency <> "" Then TurnToAgency = (Tidy(MetaFact(mBook, "agency.code")) = agency)
    Else
        If agency = "" Then mAgency = OnlyAgency()
        TurnToAgency = (mAgency <> "")
        If TurnToAgency Then TurnToAgency = ReadAgency()
    End If
End Function

Private Function OnlyAgency() As String
    Dim cells As Variant
    OnlyAgency = ""
    cells = TableCells(Constant("table.agencies"), 1)
    If IsEmpty(cells) Then Exit Function
    If UBound(cells, 1) = 2 Then OnlyAgency = Tidy(cells(2, 1))
    If UBound(cells, 1) > 2 Then
        If Tidy(cells(3, 1)) = "" Then OnlyAgency = Tidy(cells(2, 1))
    End If
End Function

Private Function TableCells(ByVal headings As String, ByVal number As Long) As Variant
    Dim sheet As Object
    Dim last As Long
    TableCells = Empty
    Set sheet = TableSheet(mBook, headings, number)
    If sheet Is Nothing Then Exit Function
    last = sheet.UsedRange.Row + sheet.UsedRange.Rows.Count - 1
    If last < 2 Then last = 2
    TableCells = RowCells(sheet, 1, last)
End Function

Private Function RowCells(ByVal sheet As Object, ByVal first As Long, ByVal last As Long) As Variant
    RowCells = sheet.Range(sheet.Cells(first, 1), sheet.Cells(last, ConstantNumber("levels.level"))).Value
End Function

' Read the agency's levels and scores. False if no table lists the agency.
Private Function ReadAgency() As Boolean
    Set mLevels = New Collection
    Set mScores = New Collection
    mCount = 0
    If Not ReadBlock() Then ReadTables
    ReadAgency = (mCount > 0)
    If Not ReadAgency Then ReadAgency = IsListed()
End Function

' Read the agency's lines at their last position: sheet, row and number of lines. False, with nothing read, unless exactly those
' lines are the agency's.
Private Function ReadBlock() As Boolean
    Dim place As Variant
    Dim cells As Variant
    Dim row As Long
    Dim last As Long
    ReadBlock = False
    place = Split(PlaceOf("agency " & mAgency), " ")
    If UBound(place) < 2 Then Exit Function
    If CLng(place(0)) > mBook.Worksheets.Count Then Exit Function
    last = CLng(place(2)) + 2
    If Not HasHeadings(mBook.Worksheets(CLng(place(0))), Split(Constant("table.levels"), ",")) Then Exit Function
    cells = RowCells(mBook.Worksheets(CLng(place(0))), CLng(place(1)) - 1, CLng(place(1)) + CLng(place(2)))
    If Tidy(cells(1, 1)) = mAgency Or Tidy(cells(last, 1)) = mAgency Or Tidy(cells(2, 1)) <> mAgency Then Exit Function
    For row = 3 To last - 1
        If CStr(cells(row, 1)) <> CStr(cells(2, 1)) Then Exit Function
    Next row
    ReadLevels cells
    ReadBlock = True
End Function

Private Sub ReadTables()
    Dim number As Long
    Dim cells As Variant
    Dim first As Long
    number = 1
    Do
        cells = TableCells(Constant("table.levels"), number)
        If IsEmpty(cells) Then Exit Do
        first = ReadLevels(cells)
        If first > 0 Then Remember "agency " & mAgency, TableSheet(mBook, Constant("table.levels"), number).Index & " " & first & " " & mCount
        number = number + 1
    Loop
End Sub

' Read the agency's lines; return the first row, 0 if there is none.
Private Function ReadLevels(cells As Variant) As Long
    Dim row As Long
    Dim own As Boolean
    Dim before As String
    Dim id As Long
    Dim score As Long
    Dim level As Long
    ReadLevels = 0
    id = ConstantNumber("levels.id")
    score = ConstantNumber("levels.score")
    level = ConstantNumber("levels.level")
    For row = 2 To UBound(cells, 1)
        ' most lines have the code of the line before
        If row = 2 Or CStr(cells(row, 1)) <> before Then
            before = CStr(cells(row, 1))
            own = (Tidy(before) = mAgency)
        End If
        If own Then
            mScores.Add cells(row, score), LCase(CStr(cells(row, id)))
            mLevels.Add cells(row, level), LCase(CStr(cells(row, id)))
            mCount = mCount + 1
            If ReadLevels = 0 Then ReadLevels = row
        End If
    Next row
End Function

Private Function IsListed() As Boolean
    Dim cells As Variant
    Dim row As Long
    IsListed = False
    cells = TableCells(Constant("table.agencies"), 1)
    If IsEmpty(cells) Then Exit Function
    For row = 2 To UBound(cells, 1)
        If Tidy(cells(row, 1)) = mAgency Then IsListed = True
    Next row
End Function

' Whether the selected workbook and agency have the id; an agency without results has every id of an edition.
Public Function HasId(ByVal id As String) As Boolean
    If mIsForm Then
        HasId = Not NamedCell(mBook, "level." & id) Is Nothing
    ElseIf mCount = 0 Then
        HasId = True
    Else
        HasId = Listed(mLevels, id)
    End If
End Function

Private Function Listed(ByVal values As Collection, ByVal id As String) As Boolean
    Dim value As Variant
    On Error GoTo Missing
    value = values.Item(LCase(id))
    Listed = True
    Exit Function
Missing:
    Listed = False
End Function

' The level of an id; Empty if there is none.
Public Function LevelAt(ByVal id As String) As Variant
    LevelAt = NumberAt("level.", id)
End Function

Public Function ScoreAt(ByVal id As String) As Variant
    ScoreAt = NumberAt("score.", id)
End Function

Private Function NumberAt(ByVal kind As String, ByVal id As String) As Variant
    Dim value As Variant
    NumberAt = Empty
    If mIsForm Then
        value = NamedValue(mBook, kind & id)
    ElseIf mCount > 0 Then
        If kind = "level." Then value = mLevels.Item(LCase(id)) Else value = mScores.Item(LCase(id))
    End If
    If IsEmpty(value) Then Exit Function
    If VarType(value) <> vbString And IsNumeric(value) Then NumberAt = CDbl(value)
End Function

' The edition: of a form from its facts, else the one with exactly the agency's ids.
Public Function EditionHere() As String
    If mEdition = "" Then
        If mIsForm Then mEdition = MetaFact(mBook, "edition") Else mEdition = EditionByIds()
    End If
    EditionHere = mEdition
End Function

Private Function EditionByIds() As String
    Dim edition As Variant
    Dim row As Long
    EditionByIds = ""
    For Each edition In Split(Editions(), " ")
        row = FindFact("edition", CStr(edition), "")
        If HasAllIds(row + 1, CLng(Field(row, "ids"))) Then
            EditionByIds = edition
            Exit Function
        End If
    Next edition
End Function

Private Function HasAllIds(ByVal first As Long, ByVal many As Long) As Boolean
    Dim row As Long
    HasAllIds = False
    If many <> mCount Then Exit Function
    For row = first To first + many - 1
        If Not Listed(mLevels, Field(row, "id")) Then Exit Function
    Next row
    HasAllIds = True
End Function

' Whether the workbook is Thai; a consolidated workbook is English if a sheet has the English summary's name.
Public Function IsThai() As Boolean
    Dim sheet As Object
    Dim english As String
    If mIsForm Then
        IsThai = (MetaFact(mBook, "lang") <> "en")
        Exit Function
    End If
    IsThai = True
    english = Field(FindFact("text", "sheet.summary", ""), "en")
    For Each sheet In mBook.Worksheets
        If sheet.Name = english Then IsThai = False
    Next sheet
End Function

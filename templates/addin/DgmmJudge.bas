Attribute VB_Name = "DgmmJudge"
' Read a cell's value as an answer, as dgmm_excel.intake.judge does: other spellings are read, nothing is guessed.
Option Explicit
Option Private Module

' Thai letters and marks, without the digits, are all themselves.
Private Const FIRST_THAI As Long = 3585
Private Const LAST_THAI As Long = 3663
Private mLetters As String
Private mRaised As String

' Whether the value is an answer to the input of that row; above and below the line is its amount: the number, or the place of
' the choice from 0, no and yes likewise.
Public Function IsGiven(ByVal row As Long, ByVal value As Variant, above As Variant, below As Variant) As Boolean
    IsGiven = False
    If IsError(value) Then Exit Function
    If IsEmpty(value) Or IsNull(value) Then Exit Function
    Select Case Field(row, "type")
        Case "text"
            above = 1#
            IsGiven = IsText(value)
        Case "yes_no", "choice"
            IsGiven = IsLabel(row, value, above)
        Case Else
            IsGiven = IsNumber(row, value, above, below)
    End Select
End Function

' Whether a value is blank.
Public Function IsBlank(ByVal value As Variant) As Boolean
    IsBlank = False
    If IsError(value) Then Exit Function
    If IsEmpty(value) Or IsNull(value) Then
        IsBlank = True
    ElseIf VarType(value) = vbString Then
        IsBlank = (Trim(PlainLetters(value)) = "")
    End If
End Function

' Whether a value is a text that is not blank and not the text of an error value.
Private Function IsText(ByVal value As Variant) As Boolean
    Dim text As String
    IsText = Not IsBlank(value)
    If VarType(value) <> vbString Then Exit Function
    text = Trim(Replace(value, ChrW(160), " "))
    If Left(text, 1) = "#" And InStr(text, " ") = 0 Then
        If InStr(" " & Constant("errors") & " ", " " & text & " ") > 0 Then IsText = False
    End If
End Function

Private Function IsLabel(ByVal row As Long, ByVal value As Variant, above As Variant) As Boolean
    IsLabel = False
    If VarType(value) = vbString Then
        IsLabel = IsReading(row, Replace(value, " ", ""), above)
        If Not IsLabel Then IsLabel = IsReading(row, Replace(PlainLetters(value), " ", ""), above)
    ElseIf VarType(value) = vbBoolean Then
        If Field(row, "type") = "yes_no" Then IsLabel = IsReading(row, IIf(value, "1", "0"), above)
    ElseIf VarType(value) <> vbDate And IsNumeric(value) Then
        IsLabel = IsReading(row, CStr(value), above)
    End If
End Function

' The readings of each answer are in a column of their own, separated by bars, from the lowest answer on.
Private Function IsReading(ByVal row As Long, ByVal text As String, above As Variant) As Boolean
    Dim number As Long
    Dim bar As String
    Dim texts As String
    IsReading = False
    bar = Constant("reading.between")
    If text = "" Or InStr(text, bar) > 0 Then Exit Function
    Do
        number = number + 1
        texts = Field(row, "reading", number)
        If texts = "" Then Exit Function
        If InStr(bar & texts & bar, bar & text & bar) > 0 Then
            above = CDbl(number - 1)
            IsReading = True
            Exit Function
        End If
    Loop
End Function

' -- numbers -------------------------------------------------------------------------------------

Private Function IsNumber(ByVal row As Long, ByVal value As Variant, above As Variant, below As Variant) As Boolean
    Dim plain As String
    IsNumber = False
    If VarType(value) = vbString Then
        plain = Trim(PlainLetters(value))
        If IsDoubtful(row, value, plain) Then Exit Function
        If Not Spelt(NumberText(row, plain), above, below) Then Exit Function
    Else
        If VarType(value) = vbBoolean Or VarType(value) = vbDate Then Exit Function
        If Not IsNumeric(value) Then Exit Function
        ReadFraction CDbl(value), above, below
    End If
    If Field(row, "least") <> "" Then
        If BesideLimit(above, below, Field(row, "least")) < 0 Then Exit Function
    End If
    If Field(row, "most") <> "" Then
        If BesideLimit(above, below, Field(row, "most")) > 0 Then Exit Function
    End If
    IsNumber = True
    If Field(row, "type") = "integer" Then IsNumber = (Nearly(below) = 1)
End Function

' -1, 0 or 1 as a fraction is below, equal to or above a limit.
Private Function BesideLimit(ByVal above As Variant, ByVal below As Variant, ByVal limit As String) As Double
    BesideLimit = WholeCompare(above, WholeProduct(CDbl(Val(limit)), below))
End Function

' Whether a text would be read as a number that was not meant: too long, on several lines, with a footnote's sign, or with a
' point that may be a thousands separator where a whole number is asked.
Private Function IsDoubtful(ByVal row As Long, ByVal value As String, ByVal plain As String) As Boolean
    IsDoubtful = True
    If Len(plain) > ConstantNumber("number.longest") Then Exit Function
    If HasRaised(value) Then Exit Function
    If InStr(plain, " ") > 0 Then
        If HasLines(value) Then Exit Function
    End If
    IsDoubtful = False
    If InStr(plain, ".") > 0 And Field(row, "type") = "integer" Then IsDoubtful = MayBeThousands(plain)
End Function

Private Function MayBeThousands(ByVal text As String) As Boolean
    Dim parts As Variant
    MayBeThousands = False
    If Left(text, 1) = "-" Or Left(text, 1) = "+" Then text = Mid(text, 2)
    parts = Split(text, ".")
    If UBound(parts) <> 1 Then Exit Function
    If Not IsDigits(parts(0)) Or Not IsDigits(parts(1)) Then Exit Function
    MayBeThousands = (Len(parts(0)) <= 3 And Left(parts(0), 1) <> "0" And Len(parts(1)) = 3)
End Function

' Whether anything visible stands on more than one line.
Private Function HasLines(ByVal text As String) As Boolean
    Dim place As Long
    Dim plain As String
    Dim seen As Boolean
    Dim broken As Boolean
    HasLines = False
    For place = 1 To Len(text)
        plain = PlainLetter(Mid(text, place, 1))
        If plain = " " Then
            If seen And IsBreak(Unit(Mid(text, place, 1))) Then broken = True
        ElseIf plain <> "" Then
            If broken Then HasLines = True
            seen = True
        End If
    Next place
End Function

Private Function IsBreak(ByVal code As Long) As Boolean
    IsBreak = ((code >= 10 And code <= 13) Or (code >= 28 And code <= 30) Or code = 133 Or code = 8232 Or code = 8233)
End Function

Private Function HasRaised(ByVal text As String) As Boolean
    Dim place As Long
    HasRaised = False
    If mRaised = "" Then mRaised = Constant("raised") & " "
    For place = 1 To Len(text)
        If Unit(Mid(text, place, 1)) >= 128 Then
            If InStr(mRaised, " " & Hex(Unit(Mid(text, place, 1))) & " ") > 0 Then HasRaised = True
        End If
    Next place
End Function

' A text with single spaces; without the percent sign where a percentage is asked.
Private Function NumberText(ByVal row As Long, ByVal plain As String) As String
    NumberText = plain
    Do While InStr(NumberText, "  ") > 0
        NumberText = Replace(NumberText, "  ", " ")
    Loop
    If Field(row, "percent") = "1" And Right(NumberText, 1) = "%" Then
        NumberText = Trim(Left(NumberText, Len(NumberText) - 1))
    End If
End Function

' Whether the text spells a number: a sign, digits, thousands separated by commas or spaces, a point and decimals.
Private Function Spelt(ByVal text As String, above As Variant, below As Variant) As Boolean
    Dim sign As Double
    Dim whole As String
    Dim decimals As String
    Spelt = False
    If text = "" Then Exit Function
    sign = IIf(Left(text, 1) = "-", -1#, 1#)
    If Left(text, 1) = "-" Or Left(text, 1) = "+" Then text = Mid(text, 2)
    whole = text
    If InStr(text, ".") > 0 Then
        decimals = Mid(text, InStr(text, ".") + 1)
        whole = Left(text, InStr(text, ".") - 1)
        If Not IsDigits(decimals) Then Exit Function
        If whole = "" Then whole = "0"
    End If
    whole = Ungrouped(Ungrouped(whole, ","), " ")
    If Not IsDigits(whole) Then Exit Function
    Do While Right(decimals, 1) = "0"
        decimals = Left(decimals, Len(decimals) - 1)
    Loop
    above = WholeProduct(WholeFrom(whole & decimals), sign)
    below = TenTo(Len(decimals))
    Spelt = True
End Function

' Digits without thousands separators, in threes; any other text unchanged.
Private Function Ungrouped(ByVal text As String, ByVal mark As String) As String
    Dim parts As Variant
    Dim place As Long
    Ungrouped = text
    If InStr(text, mark) = 0 Or Left(text, 1) = "0" Then Exit Function
    parts = Split(text, mark)
    For place = 0 To UBound(parts)
        If Not IsDigits(parts(place)) Then Exit Function
        If Len(parts(place)) > 3 Or (place > 0 And Len(parts(place)) < 3) Then Exit Function
    Next place
    Ungrouped = Replace(text, mark, "")
End Function

Private Function IsDigits(ByVal text As String) As Boolean
    Dim place As Long
    IsDigits = False
    For place = 1 To Len(text)
        If InStr("0123456789", Mid(text, place, 1)) = 0 Then Exit Function
    Next place
    IsDigits = (text <> "")
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

' -- letters -------------------------------------------------------------------------------------

' A text in the letters by which texts are compared: small, any white space as a space, invisible characters left out.
Public Function PlainLetters(ByVal text As String) As String
    Dim place As Long
    Dim one As String
    Dim found As String
    place = 1
    Do While place <= Len(text)
        one = Mid(text, place, 1)
        If Unit(one) >= &HD800& And Unit(one) < &HDC00& Then one = Mid(text, place, 2)
        found = found & PlainLetter(one)
        place = place + Len(one)
    Loop
    PlainLetters = ThaiMarks(found)
End Function

Private Function Unit(ByVal letter As String) As Long
    Unit = AscW(letter) And &HFFFF&
End Function

Private Function PlainLetter(ByVal letter As String) As String
    Dim code As Long
    code = Unit(letter)
    PlainLetter = letter
    If code >= 65 And code <= 90 Then
        PlainLetter = ChrW(code + 32)
    ElseIf (code >= 9 And code <= 13) Or (code >= 28 And code <= 31) Then
        PlainLetter = " "
    ElseIf code >= 128 And (code < FIRST_THAI Or code > LAST_THAI) Then
        PlainLetter = StandsFor(letter)
    End If
End Function

' The letters that a letter equals by the table of dgmm_excel.addin.folding, else itself.
Private Function StandsFor(ByVal letter As String) As String
    Dim key As String
    Dim first As Long
    StandsFor = letter
    If mLetters = "" Then mLetters = Constant("letters") & " "
    key = Hex(Unit(letter))
    If Len(letter) = 2 Then key = key & Hex(Unit(Mid(letter, 2, 1)))
    first = InStr(mLetters, " " & key & "=")
    If first = 0 Then Exit Function
    first = first + Len(key) + 2
    StandsFor = Mid(mLetters, first, InStr(first, mLetters, " ") - first)
    If StandsFor = Constant("letters.space") Then StandsFor = " "
End Function

' Tone marks come after the vowels below a letter; nikhahit and sara aa become sara am, after the tone mark.
Private Function ThaiMarks(ByVal text As String) As String
    Dim tone As Long
    Dim below As Long
    ThaiMarks = text
    For tone = 3656 To 3659
        For below = 3640 To 3641
            Do While InStr(ThaiMarks, ChrW(tone) & ChrW(below)) > 0
                ThaiMarks = Replace(ThaiMarks, ChrW(tone) & ChrW(below), ChrW(below) & ChrW(tone))
            Loop
        Next below
    Next tone
    ThaiMarks = Replace(ThaiMarks, ChrW(3661) & ChrW(3634), ChrW(3635))
    For tone = 3656 To 3659
        ThaiMarks = Replace(ThaiMarks, ChrW(3661) & ChrW(tone) & ChrW(3634), ChrW(tone) & ChrW(3635))
    Next tone
End Function

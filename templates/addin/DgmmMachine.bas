Attribute VB_Name = "DgmmMachine"
' The stack machine of dgmm_excel/addin/bytecode.py, where the words are explained. Each place of the stack is a fraction:
' above and below the line; Empty above the line is "no value".
Option Explicit
Option Private Module

Private mAbove(600) As Variant
Private mBelow(600) As Variant
Private mTop As Long
Private mInputs(60, 5) As Variant
Private mRegisters(3, 2) As Variant

' What an input has: given, asked, answered (1 or 0), the amount above and below the line.
Public Sub SetInput(ByVal number As Long, ByVal part As Long, ByVal value As Variant)
    mInputs(number, part) = value
End Sub

Public Function InputPart(ByVal number As Long, ByVal part As Long) As Variant
    InputPart = mInputs(number, part)
End Function

' The registers F, E and S (1, 2, 3).
Public Sub SetRegister(ByVal number As Long, ByVal above As Variant, ByVal below As Variant)
    mRegisters(number, 1) = above
    mRegisters(number, 2) = below
End Sub

Public Function RegisterPart(ByVal number As Long, ByVal part As Long) As Variant
    RegisterPart = mRegisters(number, part)
End Function

' Runs a program over the inputs and registers as they are set.
Public Sub RunProgram(ByVal program As String)
    Dim words As Variant
    Dim place As Long
    mTop = 0
    words = Split(program, " ")
    For place = 0 To UBound(words)
        Take words(place)
    Next place
End Sub

Public Function ResultAbove() As Variant
    ResultAbove = mAbove(1)
End Function

Public Function ResultBelow() As Variant
    ResultBelow = mBelow(1)
End Function

Private Sub Take(ByVal word As String)
    Dim first As String
    first = Left(word, 1)
    If InStr("0123456789", first) > 0 Or (first = "-" And Len(word) > 1) Then
        PushText word
    ElseIf InStr("ganm", first) > 0 Then
        PushInput first, CLng(Val(Mid(word, 2)))
    ElseIf InStr("FES", first) > 0 Then
        PushRegister InStr("FES", first)
    ElseIf first = "_" Then
        Push Empty, 1#
    Else
        Operate first, word, CLng(Val(Mid(word, 2)))
    End If
End Sub

Private Sub Operate(ByVal first As String, ByVal word As String, ByVal many As Long)
    Select Case first
        Case "+"
            AddUp many
        Case "&", "|"
            JoinTruths many, first = "&"
        Case "L", "G"
            PickOne many, IIf(first = "L", -1#, 1#)
        Case "R"
            RoundTop many
        Case "*"
            Multiply
        Case ":"
            Divide
        Case "?"
            Choose3
        Case "!"
            mAbove(mTop) = IIf(Holds(mTop), 0#, 1#)
            mBelow(mTop) = 1#
        Case "v"
            mAbove(mTop) = IIf(IsEmpty(mAbove(mTop)), 0#, 1#)
            mBelow(mTop) = 1#
        Case "<", "=", ">"
            CompareTop word
        Case Else
            Err.Raise 5
    End Select
End Sub

Private Sub Push(ByVal above As Variant, ByVal below As Variant)
    mTop = mTop + 1
    mAbove(mTop) = above
    mBelow(mTop) = below
End Sub

Private Sub PushText(ByVal word As String)
    Dim slash As Long
    slash = InStr(word, "/")
    If slash > 0 Then
        Push CDbl(Val(Left(word, slash - 1))), CDbl(Val(Mid(word, slash + 1)))
    Else
        Push CDbl(Val(word)), 1#
    End If
End Sub

' An input has given, asked, answered, and the amount above and below the line.
Private Sub PushInput(ByVal aspect As String, ByVal number As Long)
    If aspect = "m" Then
        Push mInputs(number, 4), mInputs(number, 5)
    Else
        Push mInputs(number, InStr("gan", aspect)), 1#
    End If
End Sub

Private Sub PushRegister(ByVal number As Long)
    Push mRegisters(number, 1), mRegisters(number, 2)
End Sub

Private Function Holds(ByVal place As Long) As Boolean
    Holds = False
    If Not IsEmpty(mAbove(place)) Then
        If Not IsArray(mAbove(place)) Then Holds = (mAbove(place) <> 0)
    End If
End Function

Private Function AnyMissing(ByVal many As Long) As Boolean
    Dim place As Long
    AnyMissing = False
    For place = mTop - many + 1 To mTop
        If IsEmpty(mAbove(place)) Then AnyMissing = True
    Next place
End Function

Private Sub AddUp(ByVal many As Long)
    Dim place As Long
    Dim above As Variant
    Dim below As Variant
    above = 0#
    below = 1#
    If AnyMissing(many) Then
        above = Empty
    Else
        For place = mTop - many + 1 To mTop
            above = WholeSum(WholeProduct(above, mBelow(place)), WholeProduct(mAbove(place), below))
            below = WholeProduct(below, mBelow(place))
        Next place
    End If
    mTop = mTop - many
    Push above, below
End Sub

Private Sub JoinTruths(ByVal many As Long, ByVal every As Boolean)
    Dim place As Long
    Dim found As Boolean
    found = every
    For place = mTop - many + 1 To mTop
        If Holds(place) <> every Then found = Not every
    Next place
    mTop = mTop - many
    Push IIf(found, 1#, 0#), 1#
End Sub

Private Sub PickOne(ByVal many As Long, ByVal side As Double)
    Dim place As Long
    Dim best As Long
    best = mTop - many + 1
    If AnyMissing(many) Then
        mAbove(best) = Empty
    Else
        For place = best + 1 To mTop
            If Side3(place, mTop - many + 1) = side Then
                mAbove(mTop - many + 1) = mAbove(place)
                mBelow(mTop - many + 1) = mBelow(place)
            End If
        Next place
    End If
    mTop = mTop - many + 1
End Sub

' -1, 0 or 1 as one place of the stack is below, equal to or above another.
Private Function Side3(ByVal one As Long, ByVal other As Long) As Double
    Side3 = WholeCompare(WholeProduct(mAbove(one), mBelow(other)), WholeProduct(mAbove(other), mBelow(one)))
End Function

' Half up: (2 * unit * above + below) over (2 * below), whole units.
Private Sub RoundTop(ByVal digits As Long)
    Dim unit As Variant
    Dim doubled As Variant
    If IsEmpty(mAbove(mTop)) Then Exit Sub
    unit = TenTo(digits)
    doubled = WholeSum(WholeProduct(WholeProduct(2#, unit), mAbove(mTop)), mBelow(mTop))
    mAbove(mTop) = WholeQuotient(doubled, WholeProduct(2#, mBelow(mTop)))
    mBelow(mTop) = unit
End Sub

Private Sub Multiply()
    Dim above As Variant
    Dim below As Variant
    above = Empty
    below = 1#
    If Not AnyMissing(2) Then
        above = WholeProduct(mAbove(mTop - 1), mAbove(mTop))
        below = WholeProduct(mBelow(mTop - 1), mBelow(mTop))
    End If
    mTop = mTop - 2
    Push above, below
End Sub

Private Sub Divide()
    Dim above As Variant
    Dim below As Variant
    Dim side As Double
    above = Empty
    below = 1#
    If Not AnyMissing(2) Then
        side = WholeCompare(mAbove(mTop), 0#)
        If side <> 0 Then
            above = WholeProduct(WholeProduct(mAbove(mTop - 1), mBelow(mTop)), side)
            below = WholeProduct(WholeProduct(mBelow(mTop - 1), mAbove(mTop)), side)
        End If
    End If
    mTop = mTop - 2
    Push above, below
End Sub

Private Sub Choose3()
    Dim kept As Long
    kept = IIf(Holds(mTop - 2), mTop - 1, mTop)
    mAbove(mTop - 2) = mAbove(kept)
    mBelow(mTop - 2) = mBelow(kept)
    mTop = mTop - 2
End Sub

Private Sub CompareTop(ByVal how As String)
    Dim found As Boolean
    Dim side As Double
    found = False
    If Not AnyMissing(2) Then
        side = Side3(mTop - 1, mTop)
        found = (side < 0 And Left(how, 1) = "<") Or (side > 0 And Left(how, 1) = ">")
        found = found Or (side = 0 And Right(how, 1) = "=")
    End If
    mTop = mTop - 2
    Push IIf(found, 1#, 0#), 1#
End Sub

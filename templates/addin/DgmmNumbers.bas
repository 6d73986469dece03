Attribute VB_Name = "DgmmNumbers"
' Whole numbers without limit, and fractions of them: scores are exact, as everywhere in DGMM.
'
' A whole number is a Double while it is small enough to be exact. Beyond that it is an array of limbs in base 10,000,000,
' lowest first; the last one carries the sign. Decimal is not used: only Windows has it everywhere.
Option Explicit
Option Private Module

Private Const LIMB As Double = 10000000#
Private Const EXACT As Double = 4000000000000000#

Public Function WholeSum(ByVal a As Variant, ByVal b As Variant) As Variant
    If Not IsArray(a) And Not IsArray(b) Then
        If Abs(a + b) < EXACT Then
            WholeSum = a + b
            Exit Function
        End If
    End If
    WholeSum = LimbSum(Limbs(a), Limbs(b))
End Function

Public Function WholeProduct(ByVal a As Variant, ByVal b As Variant) As Variant
    If Not IsArray(a) And Not IsArray(b) Then
        If Abs(a * b) < EXACT Then
            WholeProduct = a * b
            Exit Function
        End If
    End If
    WholeProduct = LimbProduct(Limbs(a), Limbs(b))
End Function

' -1, 0 or 1 as a is below, equal to or above b.
Public Function WholeCompare(ByVal a As Variant, ByVal b As Variant) As Double
    Dim difference As Variant
    difference = WholeSum(a, WholeProduct(b, -1#))
    If IsArray(difference) Then
        WholeCompare = Sgn(difference(UBound(difference)))
    Else
        WholeCompare = Sgn(difference)
    End If
End Function

' How often b goes into a; a is not negative, b positive, and the result fits a Double.
Public Function WholeQuotient(ByVal a As Variant, ByVal b As Variant) As Double
    Dim found As Double
    found = Int(Nearly(a) / Nearly(b))
    Do While WholeCompare(WholeProduct(found, b), a) > 0
        found = found - 1
    Loop
    Do While WholeCompare(WholeProduct(found + 1, b), a) <= 0
        found = found + 1
    Loop
    WholeQuotient = found
End Function

Public Function WholeFrom(ByVal digits As String) As Variant
    If Len(digits) <= 15 Then
        WholeFrom = CDbl(Val(digits))
    Else
        WholeFrom = WholeSum(WholeProduct(WholeFrom(Left(digits, Len(digits) - 7)), LIMB), CDbl(Val(Right(digits, 7))))
    End If
End Function

Public Function TenTo(ByVal power As Long) As Variant
    TenTo = WholeFrom("1" & String(power, "0"))
End Function

Public Function Nearly(ByVal a As Variant) As Double
    Dim place As Long
    Dim found As Double
    If Not IsArray(a) Then
        Nearly = a
        Exit Function
    End If
    For place = UBound(a) To 0 Step -1
        found = found * LIMB + a(place)
    Next place
    Nearly = found
End Function

Private Function Limbs(ByVal a As Variant) As Variant
    Dim found(0) As Double
    If IsArray(a) Then
        Limbs = a
    Else
        found(0) = a
        Limbs = Carried(found)
    End If
End Function

Private Function LimbSum(ByVal a As Variant, ByVal b As Variant) As Variant
    Dim found() As Double
    Dim place As Long
    Dim last As Long
    last = UBound(a)
    If UBound(b) > last Then last = UBound(b)
    ReDim found(last)
    For place = 0 To UBound(a)
        found(place) = a(place)
    Next place
    For place = 0 To UBound(b)
        found(place) = found(place) + b(place)
    Next place
    LimbSum = Carried(found)
End Function

Private Function LimbProduct(ByVal a As Variant, ByVal b As Variant) As Variant
    Dim found() As Double
    Dim place As Long
    Dim other As Long
    ReDim found(UBound(a) + UBound(b))
    For place = 0 To UBound(a)
        For other = 0 To UBound(b)
            found(place + other) = found(place + other) + a(place) * b(other)
        Next other
    Next place
    LimbProduct = Carried(found)
End Function

' Limbs from 0 up to the base but for the last, which is never 0 (but in the number 0).
Private Function Carried(ByVal given As Variant) As Variant
    Dim found() As Double
    Dim place As Long
    Dim last As Long
    Dim carry As Double
    Dim sum As Double
    last = UBound(given)
    ReDim found(last + 3)
    For place = 0 To last + 3
        sum = carry
        If place <= last Then sum = sum + given(place)
        carry = Int(sum / LIMB)
        If sum - carry * LIMB < 0 Then carry = carry - 1
        If sum - carry * LIMB >= LIMB Then carry = carry + 1
        found(place) = sum - carry * LIMB
    Next place
    If carry < 0 Then found(last + 3) = found(last + 3) + carry * LIMB
    Carried = Trimmed(found)
End Function

Private Function Trimmed(ByVal given As Variant) As Variant
    Dim found() As Double
    Dim place As Long
    Dim last As Long
    last = UBound(given)
    Do While last > 0 And (given(last) = 0 Or given(last) = -1)
        If given(last) = -1 Then given(last - 1) = given(last - 1) - LIMB
        last = last - 1
    Loop
    ReDim found(last)
    For place = 0 To last
        found(place) = given(place)
    Next place
    Trimmed = found
End Function

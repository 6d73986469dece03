"""What can go wrong, said so that a coordinator can act on it.

    DgmmError                 anything this package raises on purpose
    ├── EditionError          a criteria file with mistakes, or an edition that is not at hand
    ├── AnswerError           answers that no form could hold (also a ValueError)
    ├── RosterError           a roster with mistakes
    ├── RoundError            a folder that is no round, or a round that cannot go on
    ├── OutputError           a file that could not be written
    └── UnreadableBook        a file that is no readable workbook (raised by `dgmm_excel.book`)

An error stops a command (exit code 2). What is wrong *inside* a return never stops anything: it is a `Fault`, coded in
`CATALOGUE`, located, in Thai and in English, with a remedy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from dgmm_excel.text import Text

Severity = Literal["error", "warning", "repaired"]


class DgmmError(Exception):
    """Anything this package raises on purpose; `str()` is one line for people."""


@dataclass(frozen=True)
class Mistake:
    """One mistake in a file that people write: where it stands, what is wrong, what to do."""

    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} — {self.remedy}" if self.remedy else text


class ListedError(DgmmError):
    """An error that names every mistake found, not only the first."""

    def __init__(self, headline: str, mistakes: Iterable[Mistake] = ()) -> None:
        self.headline = headline
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join([headline, *(f"  {mistake}" for mistake in self.mistakes)]))


class EditionError(ListedError):
    """A criteria file with mistakes, or an edition that is not at hand."""


class AnswerError(ListedError, ValueError):
    """Answers that no form could hold: an unknown id, a wrong type, an unknown key, a number out of range."""


class RosterError(ListedError):
    """A roster with mistakes; names every one with its line."""


class RoundError(ListedError):
    """A folder that is not a round, or a round that cannot go on."""


class OutputError(DgmmError):
    """A file that could not be written; what was there before is untouched."""


class NotAvailable(DgmmError, LookupError):
    """Nothing that DGMM_LEVEL could give: an unknown id or `what`, or another agency. A sheet shows #N/A."""


@dataclass(frozen=True)
class Kind:
    """One kind of fault: code, severity, and what to say of it. Texts may use the fault's `params` in braces."""

    code: str
    severity: Severity
    name: str
    th: str
    en: str
    remedy_th: str
    remedy_en: str


_KINDS = (
    # the file as a whole
    Kind("DG001", "error", "not-a-workbook",
         "ไฟล์นี้ไม่ใช่ไฟล์ Excel (.xlsx) หรือไฟล์เสียหาย ({reason})",
         "This file is not an Excel workbook (.xlsx), or it is damaged ({reason})",
         "ขอให้หน่วยงานส่งไฟล์แบบสำรวจฉบับ .xlsx มาใหม่",
         "Ask the agency to send its form again as .xlsx"),
    Kind("DG002", "error", "encrypted",
         "ไฟล์นี้ตั้งรหัสผ่านไว้ จึงอ่านไม่ได้",
         "This file is protected by a password and cannot be read",
         "ขอให้หน่วยงานยกเลิกรหัสผ่านในการเปิดไฟล์ แล้วส่งมาใหม่",
         "Ask the agency to remove the opening password and send it again"),
    Kind("DG003", "error", "old-format",
         "ไฟล์นี้เป็น Excel รุ่นเก่า (.xls)",
         "This file is in the old Excel format (.xls)",
         "เปิดด้วย Excel แล้วเลือก “บันทึกเป็น” ชนิด .xlsx จากนั้นส่งมาใหม่",
         "Open it in Excel, save it as .xlsx and send it again"),
    Kind("DG004", "error", "unsafe-file",
         "ไฟล์นี้มีเนื้อหาที่ไม่ปลอดภัยหรือใหญ่ผิดปกติ จึงไม่เปิดอ่าน ({reason})",
         "This file is unsafe or abnormally large and was not opened ({reason})",
         "ขอให้หน่วยงานกรอกในแบบสำรวจฉบับเดิมที่ได้รับ แล้วส่งมาใหม่",
         "Ask the agency to fill in the form as issued and send it again"),
    Kind("DG005", "error", "not-a-form",
         "ไม่พบรหัสคำถามของแบบสำรวจในไฟล์นี้",
         "No question ids of a survey form were found in this file",
         "ตรวจว่าเป็นแบบสำรวจที่ออกให้หรือไม่ หากไม่ใช่ ขอให้ส่งแบบสำรวจที่ถูกต้อง",
         "Check that this is a form that was issued; if not, ask for the right one"),
    Kind("DG006", "error", "unknown-edition",
         "แบบสำรวจนี้เป็นของเกณฑ์ “{edition}” ซึ่งไม่มีในเครื่องนี้",
         "This form belongs to the edition “{edition}”, which is not at hand",
         "ตรวจว่าเป็นแบบสำรวจของรอบนี้ หรือปรับปรุงโปรแกรมเป็นรุ่นล่าสุด",
         "Check that the form belongs to this round, or update the program"),
    Kind("DG007", "error", "code-differs",
         "รหัสหน่วยงานที่แสดงบนหน้าปก “{shown}” ไม่ตรงกับรหัสของแบบสำรวจ “{agency}”",
         "The agency code shown on the cover, “{shown}”, is not the form's own, “{agency}”",
         "สอบถามว่าเป็นแบบของหน่วยงานใด แล้วขอให้กรอกในแบบที่ออกให้หน่วยงานนั้น",
         "Ask whose form it is, and have it filled in on the form issued to that agency"),
    Kind("DG008", "error", "seal-broken",
         "ข้อมูลประจำแบบสำรวจ (หน่วยงาน รอบ หรือเกณฑ์) ถูกแก้ไข จึงยืนยันไม่ได้ว่าเป็นแบบของหน่วยงานใด",
         "The form's own facts (agency, round or edition) were changed; whose form it is cannot be confirmed",
         "ขอให้หน่วยงานกรอกในแบบสำรวจฉบับที่ออกให้ แล้วส่งมาใหม่",
         "Ask the agency to fill in the form as issued and send it again"),
    Kind("DG009", "error", "several-agencies",
         "ไฟล์นี้มีหน้าปกของหลายหน่วยงาน ({agencies})",
         "This file holds the covers of several agencies ({agencies})",
         "ส่งแยกไฟล์ละหนึ่งหน่วยงาน โดยใช้แบบที่ออกให้แต่ละหน่วยงาน",
         "Send one file for each agency, on the form issued to it"),
    Kind("DG010", "error", "other-format",
         "ไฟล์นี้เป็นชนิด {format} ไม่ใช่ .xlsx จึงไม่เปิดอ่าน",
         "This file is of the kind {format}, not .xlsx, and was not opened",
         "เปิดไฟล์ เลือก “บันทึกเป็น” ชนิด Excel Workbook (.xlsx) แล้วส่งมาใหม่",
         "Open it, save it as an Excel Workbook (.xlsx) and send it again"),
    Kind("DG011", "error", "empty-file",
         "ไฟล์นี้ว่างเปล่า (0 ไบต์)",
         "This file is empty (0 bytes)",
         "ขอให้หน่วยงานส่งไฟล์มาใหม่ และตรวจว่าแนบไฟล์สำเร็จ",
         "Ask the agency to send the file again and to check the attachment"),
    # one answer cell, rejected
    Kind("DG101", "error", "not-a-choice",
         "คำตอบนี้ไม่อยู่ในรายการให้เลือก ({allowed})",
         "This answer is not one of the choices ({allowed})",
         "เลือกคำตอบจากรายการในช่องนั้น",
         "Choose an answer from the list in the cell"),
    Kind("DG102", "error", "not-a-number",
         "ช่องนี้ต้องเป็นตัวเลข",
         "This cell must hold a number",
         "กรอกเป็นตัวเลขเท่านั้น ไม่ต้องใส่หน่วย",
         "Enter digits only, without a unit"),
    Kind("DG103", "error", "out-of-range",
         "ตัวเลขนี้อยู่นอกช่วงที่กำหนด ({allowed})",
         "This number is outside its limits ({allowed})",
         "ตรวจสอบตัวเลขและกรอกใหม่ให้อยู่ในช่วงที่กำหนด",
         "Check the number and enter one within the limits"),
    Kind("DG104", "error", "not-whole",
         "ช่องนี้ต้องเป็นจำนวนเต็ม",
         "This cell must hold a whole number",
         "กรอกเป็นจำนวนเต็ม ไม่มีทศนิยม",
         "Enter a whole number, without decimals"),
    Kind("DG105", "error", "error-value",
         "ช่องคำตอบแสดงค่าผิดพลาดของ Excel",
         "The answer cell holds an Excel error value",
         "ลบค่าในช่องนั้น แล้วกรอกคำตอบใหม่",
         "Clear the cell and enter the answer again"),
    Kind("DG106", "error", "formula-without-value",
         "ช่องคำตอบเป็นสูตรที่ยังไม่มีค่า",
         "The answer cell holds a formula without a value",
         "พิมพ์คำตอบแทนสูตร แล้วบันทึกไฟล์",
         "Type the answer in place of the formula and save the file"),
    Kind("DG107", "error", "lost-cell",
         "ไม่พบช่องคำตอบของข้อนี้ในไฟล์ที่ส่งกลับ",
         "The answer cell of this question is missing from the return",
         "กรอกข้อนี้ในแบบสำรวจฉบับเดิมที่ได้รับ แล้วส่งมาใหม่",
         "Answer this question in the form as issued and send it again"),
    Kind("DG108", "error", "answered-twice",
         "พบข้อนี้มากกว่าหนึ่งแห่งในไฟล์ และคำตอบไม่ตรงกัน",
         "This question stands more than once in the file, with differing answers",
         "เก็บไว้เพียงแห่งเดียวและลบส่วนที่คัดลอกซ้ำ",
         "Keep one of them and delete the copy"),
    Kind("DG109", "error", "digital-above-total",
         "จำนวนแบบดิจิทัลมากกว่าจำนวนทั้งหมด ({total})",
         "The digital figure is above the total ({total})",
         "ตรวจสอบตัวเลขทั้งสองช่อง จำนวนแบบดิจิทัลต้องไม่เกินจำนวนทั้งหมด",
         "Check both figures: the digital one cannot be above the total"),
    Kind("DG110", "error", "answer-moved",
         "ช่องคำตอบว่าง แต่พบค่าที่อาจเป็นคำตอบของข้อนี้อยู่นอกช่อง ({place})",
         "The answer cell is empty, and what may be its answer stands outside it ({place})",
         "พิมพ์คำตอบลงในช่องของข้อนี้ และลบค่าที่อยู่ผิดที่",
         "Enter the answer in the cell of this question and clear the misplaced one"),
    Kind("DG111", "error", "words-of-another",
         "ข้อความข้างช่องคำตอบนี้เป็นของข้ออื่น แถวอาจถูกเรียงลำดับหรือวางทับ",
         "The words beside this answer are another question's; rows may have been sorted or pasted over",
         "กรอกข้อนี้ในแบบสำรวจฉบับเดิมที่ได้รับ แล้วส่งมาใหม่",
         "Answer this question in the form as issued and send it again"),
    Kind("DG112", "error", "overwritten",
         "ค่าในช่องนี้อาจเป็นคำตอบของข้ออื่นที่ถูกย้ายมาทับ (จาก {place})",
         "What stands in this cell may be another question's answer, moved here (from {place})",
         "ตรวจและเลือกคำตอบของข้อนี้ใหม่",
         "Check and enter the answer to this question again"),
    Kind("DG113", "error", "too-long",
         "ข้อความในช่องนี้ยาวเกินกว่าที่ช่องหนึ่งเก็บได้",
         "This cell holds a longer text than any cell can",
         "เลือกหรือพิมพ์คำตอบใหม่ในช่องนี้",
         "Choose or type the answer again in this cell"),
    # one answer cell, taken after a repair
    Kind("DG201", "repaired", "tidied-text",
         "ปรับช่องว่างหรือรูปแบบตัวอักษรของคำตอบ เป็น “{taken}”",
         "White space or letter forms were tidied; taken as “{taken}”",
         "ไม่ต้องดำเนินการ", "Nothing to do"),
    Kind("DG202", "repaired", "other-label",
         "รับคำตอบที่เขียนต่างจากรายการ เป็น “{taken}”",
         "An answer written in another way was taken as “{taken}”",
         "ไม่ต้องดำเนินการ หากไม่ตรงความหมาย ให้เลือกจากรายการใหม่",
         "Nothing to do; if that is not what was meant, choose from the list"),
    Kind("DG203", "repaired", "number-as-text",
         "รับตัวเลขที่เก็บเป็นข้อความ เป็น {taken}",
         "A number stored as text was taken as {taken}",
         "ไม่ต้องดำเนินการ", "Nothing to do"),
    Kind("DG204", "repaired", "formula-value",
         "รับค่าที่คำนวณไว้ของสูตรในช่องคำตอบ เป็น {taken}",
         "The stored value of a formula was taken: {taken}",
         "ไม่ต้องดำเนินการ หากค่าไม่ถูกต้อง ให้พิมพ์คำตอบแทนสูตร",
         "Nothing to do; if the value is wrong, type the answer in place of the formula"),
    Kind("DG205", "repaired", "reworded-label",
         "รับคำตอบตามรายการของแบบที่ออกให้ ซึ่งถ้อยคำต่างจากเกณฑ์ปัจจุบัน เป็น “{taken}”",
         "A choice as the issued form words it was taken as “{taken}”, as the edition words it now",
         "ไม่ต้องดำเนินการ", "Nothing to do"),
    Kind("DG206", "repaired", "found-by-name",
         "รหัสคำถามหายไป พบช่องคำตอบจากชื่อที่กำหนดไว้และข้อความคำถาม",
         "The question's id is gone; its cell was found by its defined name and its words",
         "ไม่ต้องดำเนินการ", "Nothing to do"),
    Kind("DG207", "repaired", "found-by-text",
         "รหัสคำถามหายไป พบช่องคำตอบจากข้อความคำถาม",
         "The question's id is gone; its cell was found by its words",
         "ไม่ต้องดำเนินการ หากเห็นว่าไม่ตรงข้อ ให้กรอกในแบบสำรวจฉบับเดิม",
         "Nothing to do; if it is not the right cell, fill in the form as issued"),
    Kind("DG208", "repaired", "name-elsewhere",
         "ชื่อที่กำหนดไว้ของข้อนี้ชี้ไปที่อื่น ({place}) ใช้ช่องตามรหัสคำถาม",
         "This question's defined name points elsewhere ({place}); the cell at its id was used",
         "ไม่ต้องดำเนินการ", "Nothing to do"),
    # worth a look
    Kind("DG301", "warning", "takers-above-staff",
         "จำนวนผู้เข้าทดสอบมากกว่าจำนวนบุคลากร ({staff})",
         "More test takers than staff ({staff})",
         "ตรวจสอบตัวเลขของนักวิจัย",
         "Check the researchers' figures"),
    Kind("DG302", "warning", "mission-differs",
         "ประเภทภารกิจในไฟล์ไม่ตรงกับทะเบียนหน่วยงาน ใช้ตามทะเบียน ({taken})",
         "The mission in the file differs from the roster's; the roster's was used ({taken})",
         "หากทะเบียนไม่ถูกต้อง ให้แก้ไขทะเบียนแล้วรวมผลใหม่",
         "If the roster is wrong, correct it and consolidate again"),
    Kind("DG303", "warning", "figure-not-the-agency-s",
         "ค่านี้เป็นของนักวิจัย จึงไม่นำค่าที่หน่วยงานกรอกมาใช้",
         "This figure is the researchers' to give; the one in the form was not used",
         "กรอกค่านี้ในไฟล์ researchers.xlsx ของรอบ",
         "Enter the figure in the round's researchers.xlsx"),
    Kind("DG304", "warning", "unknown-question",
         "มีค่าในช่องของข้อที่เกณฑ์นี้ไม่มี จึงไม่นำมาใช้",
         "A value stands at a question that the edition does not have; it was not used",
         "ตรวจว่าแบบสำรวจเป็นฉบับของรอบนี้ และแถวไม่ได้ถูกย้ายข้ามตาราง",
         "Check that the form is this round's, and that no row was moved to another table"),
    Kind("DG305", "warning", "sheet-of-other-edition",
         "แผ่นงานนี้เป็นของเกณฑ์ “{edition}” จึงไม่นำคำตอบมาใช้",
         "This sheet belongs to the edition “{edition}”; its answers were not used",
         "กรอกส่วนนี้ในแบบสำรวจของรอบปัจจุบัน",
         "Fill in this part on the form of the current round"),
    Kind("DG306", "warning", "other-structure",
         "แบบสำรวจนี้ออกจากเกณฑ์ชุดที่ต่างจากปัจจุบัน คำถามหรือตัวเลือกบางข้ออาจเปลี่ยนไป",
         "This form was issued from another state of the edition; some questions or choices may have changed",
         "ตรวจคำตอบของข้อที่มีข้อผิดพลาด หรือออกแบบสำรวจใหม่ให้หน่วยงาน",
         "Check the questions with faults, or issue the agency a new form"),
    Kind("DG307", "warning", "agency-from-cover",
         "ข้อมูลประจำแบบสำรวจหายไป ใช้รหัสหน่วยงานที่แสดงบนหน้าปก ({agency})",
         "The form's own facts are gone; the agency code shown on the cover was used ({agency})",
         "ตรวจว่าเป็นแบบของหน่วยงานนี้",
         "Check that the form is this agency's"),
    Kind("DG308", "warning", "far-cells",
         "แผ่นงานนี้มีข้อมูลอยู่ไกลเกินขอบเขตของแบบ จึงไม่อ่านส่วนนั้น",
         "This sheet holds data far outside the form; that part was not read",
         "ตรวจว่าไม่มีคำตอบอยู่นอกตารางของแบบสำรวจ",
         "Check that no answer stands outside the form's tables"),
    # a return within its round
    Kind("DG401", "error", "not-in-roster",
         "แบบสำรวจนี้เป็นของรหัสหน่วยงาน “{agency}” ซึ่งไม่อยู่ในทะเบียนของรอบนี้",
         "This form belongs to the agency code “{agency}”, which is not in the round's roster",
         "เพิ่มหน่วยงานในทะเบียน หรือนำไฟล์ออกจากโฟลเดอร์ที่ส่งกลับ",
         "Add the agency to the roster, or take the file out of the returns"),
    Kind("DG402", "error", "returned-twice",
         "หน่วยงานนี้ส่งกลับหลายไฟล์และคำตอบไม่ตรงกัน ({others}) จึงยังไม่ใช้ไฟล์ใด",
         "This agency returned several files with differing answers ({others}); none was used",
         "สอบถามหน่วยงาน แล้วเหลือไว้เพียงไฟล์เดียว",
         "Ask the agency and keep one file only"),
    Kind("DG403", "error", "other-edition",
         "แบบสำรวจนี้เป็นของเกณฑ์ {edition} แต่ทะเบียนกำหนดให้หน่วยงานใช้ {expected}",
         "This form is of the edition {edition}, but the roster gives the agency {expected}",
         "ขอให้หน่วยงานกรอกแบบสำรวจฉบับที่ออกให้ในรอบนี้",
         "Ask the agency to fill in the form issued for this round"),
    Kind("DG404", "error", "no-agency",
         "แบบสำรวจนี้ไม่ระบุหน่วยงาน (เป็นแบบว่างที่ไม่ได้ออกให้หน่วยงานใด)",
         "This form names no agency (it is a blank form that was issued to none)",
         "ใช้แบบสำรวจที่ออกให้หน่วยงานในโฟลเดอร์ forms",
         "Use the form issued to the agency, in the folder forms"),
    Kind("DG405", "warning", "same-file-twice",
         "หน่วยงานนี้ส่งไฟล์ที่มีคำตอบเหมือนกันหลายไฟล์ ({others}) ใช้เพียงไฟล์เดียว",
         "This agency returned the same answers in several files ({others}); one was used",
         "ลบไฟล์ที่ซ้ำออกได้",
         "The extra files can be removed"),
    Kind("DG406", "warning", "link-outside",
         "ไฟล์นี้เป็นทางลัดไปนอกโฟลเดอร์ของรอบ จึงไม่เปิดอ่าน",
         "This is a link to a place outside the round and was not followed",
         "คัดลอกไฟล์จริงมาไว้ในโฟลเดอร์ที่ส่งกลับ",
         "Copy the file itself into the folder of returns"),
    Kind("DG407", "error", "archive-not-opened",
         "เปิดไฟล์บีบอัดนี้ไม่ได้ ({reason})",
         "This archive could not be opened ({reason})",
         "คลายไฟล์ออกเอง แล้ววางแบบสำรวจ .xlsx ในโฟลเดอร์ที่ส่งกลับ",
         "Extract it yourself and put the .xlsx forms into the folder of returns"),
    Kind("DG408", "error", "archive-in-archive",
         "ไฟล์นี้เป็นไฟล์บีบอัดที่ซ้อนอยู่ในไฟล์บีบอัด จึงไม่เปิดอ่าน",
         "This is an archive inside an archive and was not opened",
         "คลายไฟล์ออกเอง แล้ววางแบบสำรวจ .xlsx ในโฟลเดอร์ที่ส่งกลับ",
         "Extract it yourself and put the .xlsx forms into the folder of returns"),
    Kind("DG409", "error", "reading-stopped",
         "อ่านไฟล์นี้ไม่สำเร็จภายในเวลาหรือหน่วยความจำที่กำหนด จึงข้ามไป",
         "Reading this file went beyond the time or memory allowed and was stopped",
         "เปิดไฟล์ใน Excel บันทึกใหม่ แล้วส่งมาอีกครั้ง หากยังไม่ได้ ให้กรอกในแบบสำรวจฉบับเดิม",
         "Open it in Excel, save it and send it again; if that fails, fill in the form as issued"),
    Kind("DG410", "warning", "superseded",
         "มีไฟล์ที่ใหม่กว่าของหน่วยงานนี้ ({taken}) จึงไม่ใช้ไฟล์นี้ ({reason})",
         "A newer file of this agency was used ({taken}), not this one ({reason})",
         "ตรวจว่าไฟล์ที่ใช้เป็นฉบับล่าสุดของหน่วยงาน",
         "Check that the file used is the agency's latest"),
    # what is written back
    Kind("DG501", "warning", "results-in-fresh-form",
         "ไฟล์ที่ส่งกลับเสียหายเกินกว่าจะเขียนผลลงไปได้ จึงเขียนผลในแบบสำรวจใหม่ที่มีคำตอบที่รับไว้",
         "The return is too damaged to write results into; they stand in a fresh form with the accepted answers",
         "ส่งแบบสำรวจใหม่นี้ให้หน่วยงานแทนไฟล์เดิม",
         "Give the agency this fresh form in place of its file"),
)

#: Every kind of fault, by code.
CATALOGUE: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _KINDS})


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a return: its kind, and where it stands.

    `code` is a key of `CATALOGUE`; `params` fill the braces of its texts, a `Text` in each text's own language.
    `value` is what stood there, as text.
    """

    code: str
    sheet: str | None = None
    cell: str | None = None
    question: str | None = None
    value: str | None = None
    params: Mapping[str, str | Text] = field(default_factory=dict, hash=False)

    @property
    def kind(self) -> Kind:
        return CATALOGUE[self.code]

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    def message(self, lang: str = "both") -> str:
        """What is wrong, in `th`, `en`, or `both` (Thai first)."""
        return _filled((self.kind.th, self.kind.en), self.params, lang)

    def remedy(self, lang: str = "both") -> str:
        """What to do about it, in `th`, `en`, or `both` (Thai first)."""
        return _filled((self.kind.remedy_th, self.kind.remedy_en), self.params, lang)

    def record(self) -> dict[str, Any]:
        """The fault as `dgmm score --json` prints it."""
        return {
            "code": self.code, "severity": self.severity, "sheet": self.sheet, "cell": self.cell,
            "question": self.question, "value": self.value, "message": self.message(), "remedy": self.remedy(),
        }


def _filled(texts: tuple[str, str], params: Mapping[str, str | Text], lang: str) -> str:
    th = texts[0].format_map({key: word if isinstance(word, str) else word.th for key, word in params.items()})
    en = texts[1].format_map({key: word if isinstance(word, str) else word.en for key, word in params.items()})
    return {"th": th, "en": en}.get(lang, f"{th} / {en}")


def reason_of(error: OSError) -> str:
    """What the system would not do, as a line for people."""
    return f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")


def own_fault(kind: type[BaseException], error: BaseException) -> str:
    """The line for a fault of this program itself, in place of a traceback."""
    return f"dgmm: ข้อผิดพลาดของโปรแกรม / internal error: {kind.__name__}: {error}\n"

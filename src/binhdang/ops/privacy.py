"""`binhdang privacy`: what is past its time and its erasing, and which keys hold the encrypted fields."""

import argparse
from typing import Any


def add(commands: Any) -> None:
    """Add the commands of this module."""
    privacy = commands.add_parser("privacy", help="dữ liệu cá nhân: thời hạn lưu và khoá mã hoá")
    verbs = privacy.add_subparsers(dest="verb", required=True, metavar="VERB")
    retention = verbs.add_parser("retention", help="xem dữ liệu đã hết thời hạn lưu; có --write thì xoá")
    retention.add_argument("--write", action="store_true", help="xoá; đã xoá thì không lấy lại được")
    retention.set_defaults(run=_retention)
    keys = verbs.add_parser("keys", help="đếm giá trị mã hoá theo khoá; có --write thì mã hoá lại tất cả bằng khoá đầu")
    keys.add_argument("--write", action="store_true")
    keys.set_defaults(run=_keys)


def _retention(args: argparse.Namespace) -> int:
    from binhdang.kit import clock
    from binhdang.privacy.actions import forget_answered
    from binhdang.privacy.jobs import look
    from binhdang.registers.core import erasing
    from binhdang.registers.core.register import ALL

    total = 0
    for code, register in ALL.items():
        found = erasing.expired_count(register, clock.today(), by=None)
        if found:
            print(f"{code}: {found} dòng đã bỏ khỏi sổ hơn {register.keeps_years} năm.")
        while args.write and (part := erasing.erase_expired(register, clock.today(), by=None)):
            print(f"{code}: đã xoá dữ liệu cá nhân của {part} dòng.")
        total += found
    if args.write and (asked := forget_answered(by=None)):
        print(f"Yêu cầu đã trả lời lâu: đã xoá người yêu cầu của {asked} yêu cầu.")
    look()
    if not total:
        print("Không có gì hết thời hạn lưu.")
    elif not args.write:
        print("Chưa xoá gì; thêm --write để xoá.")
    return 0


def _keys(args: argparse.Namespace) -> int:
    from binhdang.kit import keys
    from binhdang.kit.secrets import Unreadable, writing_key

    try:
        for name, counts in keys.fields(write=args.write):
            told = ", ".join(f"{key}: {count}" for key, count in sorted(counts.items()))
            print(f"{name}: {told or 'trống'}")
    except Unreadable as error:
        print(str(error))
        return 1
    print(f"Khoá đang ghi: {writing_key()}.")
    return 0

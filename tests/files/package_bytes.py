"""A very small, valid package in memory, and the means to spoil it at any layer."""

import hashlib
import io

from perfdesk.domain import package as spec
from perfdesk.files import canonical, container, facts, keys
from perfdesk.files import package as files

CODE = "530402"
OFFICE_ROW = '["530402","530402","530402","红塔区财政局","county","县区","530400","玉溪市财政局",2023]'
UNIT_ROWS = '["530402","u1","001","教育局","department",null,""]\n["530402","u2","002","水利局","department",null,""]'
FUNDED = {
    "project": '["530402","p1",2023,"s1","","道路","u1","u1","own",1,0,"admitted","","","","","","",null,1]',
    "funding": '["530402","f1","p1","general","county","current",120050,120050,""]',
}


def lines(**more):
    return {"office": OFFICE_ROW, "unit": UNIT_ROWS, **FUNDED, **more}


def key():
    return keys.create(CODE, lambda: "") if not keys.exists(CODE) else keys.load(CODE, lambda: "")


def packed(given=None, kind="target"):
    given = lines() if given is None else given
    return facts.pack((table, [given[table.name]] if given.get(table.name) else []) for table in spec.carried(kind))


def manifest(given=None, kind="target", **changed):
    given = lines() if given is None else given
    body = packed(given, kind)
    rows = {t.name: given[t.name].count("\n") + 1 if given.get(t.name) else 0 for t in spec.carried(kind)}
    sums = {f"{t.name}.{column}": 0 for t in spec.carried(kind) for column in t.money}
    sums |= {"funding.initial": 120050, "funding.adjusted": 120050}
    return {
        "format": spec.FORMAT,
        "version": spec.VERSION,
        "program": "0.1.0",
        "office": {"code": CODE, "name": "红塔区财政局", "level": "county"},
        "to": "530400",
        "year": 2023,
        "kind": kind,
        "month": None,
        "seq": 1,
        "prev": spec.NO_PREVIOUS,
        "editions": {"figures/a.sql": "0" * 64},
        "journal": {"seq": 3, "head": "1" * 64},
        "rows": rows,
        "sums": sums,
        "facts": {"sha256": body.sha256, "size": body.size},
        "claims": [],
        **changed,
    }


def build(given=None, kind="target", **changed):
    members = {**packed(given, kind).members, "README.txt": "读我".encode()}
    return files.build(manifest(given, kind, **changed), members, key())[0]


def forge(document, members, *, signer=None, order=None):
    """A package of any content, honestly hashed and signed: what only the rules inside can refuse."""
    raw = canonical.dump({**document, "files": files.listing(members)})
    return seal(raw, members, signer=signer, order=order)


def seal(raw, members, *, signer=None, order=None):
    signer = signer or key()
    signature = canonical.dump(
        {"alg": "ed25519", "key": signer.public.hex(), "sig": signer.sign(b"perfdesk-manifest-v1\0" + raw).hex()}
    )
    everything = {"manifest.json": raw, "manifest.sig": signature, **members}
    return zipped([(name, everything[name]) for name in sorted(everything, key=order or files.order)])


def zipped(members):
    out = io.BytesIO()
    container.write(out, members)
    return out.getvalue()


def members(data):
    return {name: bytes(content) for name, content in container.read(data).items()}


def verdict(data):
    """ "ok", or the code of the refusal; any other exception is a fault of the program."""
    try:
        files.Package(data).check()
    except spec.Refused as error:
        return error.code
    return "ok"


def digest(data):
    return hashlib.sha256(data).hexdigest()

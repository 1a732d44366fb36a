"""Speaks firstline.v1 for the shared player of awkward WebSocket rows: logical names become our frames.

The player loads this file once per run and calls step(player, step) for every step it does not know itself, and
classify(text) for every text it receives.
"""
import json
import os
import signal
import socket
import threading
import time
import uuid

ROW = uuid.uuid4()   # client ids are unique for ever: the same logical name in another run is another id
STATE = {"token": None, "epoch": None, "conversation": None, "last": 0, "seen": [], "agents": [], "desk": False}


def classify(text):
    """An answer to a frame of ours, or None for whatever else the server sends."""
    try:
        frame = json.loads(text)
    except ValueError:
        return None
    kind = frame.get("type")
    if kind == "welcome" and not STATE["desk"]:
        STATE["token"] = frame.get("contact_token") or STATE["token"]
        STATE["epoch"] = frame["epoch"]
        if frame["conversation"]:
            STATE["conversation"] = frame["conversation"]["id"]
        if not frame["resume"]["recovered"]:
            STATE["seen"] = []
    if kind == "event" and not STATE["desk"]:
        place = (frame["conversation"], frame["seq"])
        assert place not in STATE["seen"], "sent twice: %s" % (place,)
        STATE["seen"].append(place)
        STATE["conversation"], STATE["last"] = place
    if kind == "error":
        return "app_error"
    return "app_ok" if kind in ("ack", "caught_up", "history_end", "suggestions") else None


def client_id(name):
    return str(uuid.uuid5(ROW, str(name)))


def put(player, frame):
    player.send(player.enc({"opcode": 1, "text": json.dumps(frame)}))


def read_until(player, *kinds):
    """Reads frames until one of these types; the player ends the row itself where the socket closes."""
    while True:
        op, payload = player.frame()
        if op == 1 and json.loads(payload).get("type") in kinds:
            return json.loads(payload)


def hello(player, args, resume=False):
    frame = {"type": "hello", "inbox": args.get("inbox", "default")}
    token = args.get("token", args.get("jwt", STATE["token"]))
    if token is not None:
        frame["token"] = token
    for key in ("locale", "context"):
        if key in args:
            frame[key] = args[key]
    if resume:
        seq = args.get("last_seq", STATE["last"])
        if isinstance(seq, str):
            seq = int(seq) if seq.isdigit() else STATE["last"]
        frame.update(epoch=STATE["epoch"], conversation=STATE["conversation"], after=seq)
    put(player, {k: v for k, v in frame.items() if v is not None})
    read_until(player, "caught_up", "error")
    if resume:
        whole(player)


def whole(player):
    """Compares what was seen over both connections with the whole log, read anew on a third one."""
    if STATE["conversation"] is None or STATE["token"] is None:
        return
    seen = list(STATE["seen"])
    other = another(player, player.path)
    put(other, {"type": "hello", "inbox": "default", "token": STATE["token"]})
    STATE["seen"] = []
    read_until(other, "caught_up")
    log, STATE["seen"] = STATE["seen"], seen
    assert sorted(seen) == sorted(log), "seen %s, the log holds %s" % (seen, log)


def another(player, path):
    """A further connection of its own."""
    other = type(player)("ws://%s%s" % (player.v["HOST"], path), player.v["ORIGIN"], dict(player.v))
    other.adapter = player.adapter
    other.path = path
    other.handshake({})
    return other


def message(args):
    frame = {"type": "message", "client_id": client_id(args.get("client_msg_id", uuid.uuid4())), "text": args.get("text")}
    if "text" not in args:
        del frame["text"]
    for key in ("context", "attachments"):
        if key in args:
            frame[key] = args[key]
    return frame


def desk_frame(name, args):
    """A frame of the agents' socket; a contact who sends it is refused."""
    frame = {"type": name, "client_id": client_id(uuid.uuid4()), "conversation": args.get("conversation", STATE["conversation"])}
    claims = STATE.get("claims", {})
    if name in ("release", "resolve", "reply"):
        frame["claim"] = args.get("claim", claims.get(frame["conversation"], 1))
    if name == "reply":
        frame["text"] = args.get("text", "")
    if name == "subscribe":
        frame.pop("client_id")
        frame["after"] = args.get("after", args.get("last_seq", 0))
    return frame


def frame_of(name, args):
    if name == "say":
        return message(args)
    if name == "typing":
        return {"type": "typing", "on": args.get("on", True)}
    if name == "read":
        return {"type": "read", "seq": args.get("seq", STATE["last"])}
    if name == "history":
        return {"type": "history", "before": args.get("before", STATE["last"] + 1), "limit": args.get("limit", 50)}
    if name == "attach":
        return {"type": "message", "client_id": client_id(uuid.uuid4()), "text": "see the attachment", "attachments": [args]}
    if name == "rate":
        frame = {"type": "rate", "client_id": client_id(args.get("client_msg_id", uuid.uuid4()))}
        frame.update({key: args[key] for key in ("score", "comment") if key in args})
        return frame
    if name == "handoff":
        return {"type": "handoff", "client_id": client_id(args.get("client_msg_id", uuid.uuid4()))}
    if name in ("claim", "release", "resolve", "subscribe", "reply"):
        return desk_frame(name, args)
    return dict(args, type=name)


def msg(player, step):
    name, args = step["name"], json.loads(player.sub(json.dumps(step.get("args", {}))))
    if name in ("hello", "resume"):
        hello(player, args, resume=name == "resume")
    else:
        put(player, frame_of(name, args))
        # What the row sends next is about the answer, if there is one; a flood is not waited for.
        player.drain(20)
    player.v["LAST"] = STATE["last"]


def agents(player, step):
    STATE["desk"] = True
    for token in player.v["AGENT_TOKENS"][:step["n"]]:
        agent = another(player, "/v1/agent")
        put(agent, {"type": "hello", "token": token})
        read_until(agent, "caught_up", "error")
        STATE["agents"].append(agent)
    # The row is judged on the first of them, once all have done their part.
    player.s, player.buf = STATE["agents"][0].s, STATE["agents"][0].buf


def both(player, step):
    """Everybody does the same at once: exactly one is taken, all others are told so."""
    inner = step["step"]
    args = json.loads(player.sub(json.dumps(inner.get("args", {}))))
    sides = STATE["agents"] or [player]
    answers, start = [None] * len(sides), threading.Barrier(len(sides))

    def one(place, side):
        start.wait()
        put(side, frame_of(inner["name"], args))
        answers[place] = read_until(side, "ack", "error")

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(sides)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    kinds = [answer["type"] if answer else None for answer in answers]
    rest = [answer["code"] for answer in answers if answer and answer["type"] == "error"]
    fair = kinds.count("ack") == 1 and rest == ["conflict"] * (len(sides) - 1)
    for side in STATE["agents"][:1]:
        player.buf = side.buf
    player.last = "app_ok" if fair or len(sides) == 1 and kinds == ["ack"] else "app_error"


def server_push(player, step):
    """An agent takes the contact's case and writes to it, while the contact does not read."""
    player.s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    mine = another(player, player.path)
    put(mine, {"type": "hello", "inbox": "default", "token": STATE["token"]})
    read_until(mine, "caught_up")
    put(mine, {"type": "handoff", "client_id": client_id("handoff")})
    conversation = read_until(mine, "ack")["conversation"]
    mine.s.close()
    STATE["desk"] = True
    agent = another(player, "/v1/agent")
    put(agent, {"type": "hello", "token": player.v["AGENT_TOKENS"][0]})
    read_until(agent, "caught_up")
    put(agent, {"type": "claim", "client_id": client_id("claim"), "conversation": conversation})
    claim = read_until(agent, "ack")["seq"]
    for number in range(step["n"]):
        put(agent, {"type": "reply", "client_id": client_id(number), "conversation": conversation, "claim": claim,
                    "text": "x" * step["bytes"]})
        assert read_until(agent, "ack", "error")["type"] == "ack"
    # A peer that does not read also answers no ping: the longest wait is one ping, its answer and some room.
    end = time.time() + 45
    while time.time() < end and sockets(player) > 1:
        time.sleep(0.2)
    STATE["seen"] = []


def sockets(player):
    """Sockets the server still holds, by its own count."""
    with socket.create_connection((player.host, player.port), 5) as s:
        s.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        page = b"".join(iter(lambda: s.recv(65536), b""))
    lines = [line for line in page.decode().splitlines() if line.startswith("firstline_sockets ")]
    return float(lines[0].split()[1])


def server_sigterm(player, step):
    os.kill(int(player.v["SERVER_PID"]), signal.SIGTERM)


def step(player, step):
    ops = {"msg": msg, "agents": agents, "both": both, "server_push": server_push, "server_sigterm": server_sigterm}
    ops[step["op"]](player, step)

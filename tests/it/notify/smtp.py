"""A mail server on a free port: prints the port, then each mail as one line of JSON; refuses refused@…."""

import email
import email.policy
import json
import sys
import threading

from aiosmtpd.controller import Controller


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("refused@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "subject": str(mail["subject"]),
                    "message_id": str(mail["message-id"]),
                    "text": mail.get_content(),
                }
            ),
            flush=True,
        )
        return "250 OK"


class FreePort(Controller):
    """Port 0 is a free one; the check that the server answers needs to know which."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


controller = FreePort(Handler(), hostname="127.0.0.1", port=0)
controller.start()
print(controller.server.sockets[0].getsockname()[1], flush=True)
sys.stdin.read() if not sys.stdin.isatty() else threading.Event().wait()

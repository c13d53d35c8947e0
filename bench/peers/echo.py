"""A bare Flask application that echoes with wechatpy: verify, decrypt, parse, reply, encrypt, as its example does."""

from flask import Flask, abort, request
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import check_signature

from bench.peers.account import account


def application() -> Flask:
    """Make the application. The cipher is made once, which is kinder than the example's once a message."""
    app = Flask("echo")
    ours = account()
    crypto = WeChatCrypto(ours.token, ours.aes_key, ours.app_id)

    @app.route("/wechat", methods=["GET", "POST"])
    def wechat() -> str:
        timestamp, nonce = request.args.get("timestamp", ""), request.args.get("nonce", "")
        try:
            check_signature(ours.token, request.args.get("signature", ""), timestamp, nonce)
            if request.method == "GET":
                return request.args.get("echostr", "")
            xml = crypto.decrypt_message(request.data, request.args.get("msg_signature", ""), timestamp, nonce)
        except (InvalidSignatureException, InvalidAppIdException):
            abort(403)
        message = parse_message(xml)
        reply = create_reply(message.content, message)
        return str(crypto.encrypt_message(reply.render(), nonce, timestamp))

    return app

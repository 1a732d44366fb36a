//! What can go wrong between a client and its server, and what to do about it, in both languages.

use crate::domain::ids::Locale;

/// Why a client stands without a server.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// What was typed is no address.
    #[error("{}", self.explain(Locale::En))]
    Address(String),
    /// Nobody answers at that address.
    #[error("{}", self.explain(Locale::En))]
    Unreachable {
        /// Where.
        address: String,
        /// What the system says.
        cause: String,
    },
    /// The certificate or the encryption is not accepted.
    #[error("{}", self.explain(Locale::En))]
    Tls(String),
    /// The handshake was answered with another HTTP status.
    #[error("{}", self.explain(Locale::En))]
    Refused {
        /// Where.
        address: String,
        /// Which.
        status: u16,
    },
    /// What answers does not speak the protocol.
    #[error("{}", self.explain(Locale::En))]
    NotFirstline(String),
    /// The server closed the connection.
    #[error("{}", self.explain(Locale::En))]
    Closed {
        /// The close code; 1005 where there was none.
        code: u16,
        /// What it said before.
        said: Option<String>,
    },
    /// The connection broke.
    #[error("{}", self.explain(Locale::En))]
    Lost(String),
    /// No answer in time.
    #[error("{}", self.explain(Locale::En))]
    Silent,
    /// More frames wait for their acknowledgement than are kept.
    #[error("{}", self.explain(Locale::En))]
    TooManyUnanswered,
}

impl ClientError {
    /// Returns whether trying again cannot help.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Address(_) | Self::NotFirstline(_) | Self::TooManyUnanswered => true,
            Self::Refused { status, .. } => !matches!(status, 408 | 425 | 429 | 500..=599),
            Self::Closed { code, .. } => matches!(code, 1009 | 4400 | 4401 | 4403),
            Self::Unreachable { .. } | Self::Tls(_) | Self::Lost(_) | Self::Silent => false,
        }
    }

    /// Returns whether the server leaves and another one takes over.
    #[must_use]
    pub const fn is_draining(&self) -> bool {
        matches!(self, Self::Closed { code: 1001, .. })
    }

    /// Returns whether the server asked for less.
    #[must_use]
    pub const fn is_overload(&self) -> bool {
        matches!(self, Self::Closed { code: 1013 | 4429, .. } | Self::Refused { status: 429 | 503, .. })
    }

    /// Says what happened and what to do next.
    #[must_use]
    pub fn explain(&self, locale: Locale) -> String {
        match locale {
            Locale::En => self.in_english(),
            Locale::Zh => self.in_chinese(),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Self::Address(text) => format!(
                "'{text}' is not an address of a server. Write it like http://127.0.0.1:8080, without a query or a password."
            ),
            Self::Unreachable { address, cause } => format!(
                "Nothing answers at {address} ({cause}). Is the server running? Start it with 'firstline serve', or name another one with --url."
            ),
            Self::Tls(cause) => format!(
                "The encrypted connection failed: {cause}. Check the certificate; a server without one is reached by http://."
            ),
            Self::Refused { address, status } => match status {
                401 => "The server refused the handshake (401). Give the token with --token, never in the address.".to_owned(),
                403 => "The server refused the origin (403). Add it to allowed_origins of the inbox, or connect without a proxy that sets one.".to_owned(),
                404 => format!("There is no chat at {address} (404). Check the address and the path before /v1/chat."),
                429 => "Too many connections from here (429). Wait a few seconds and try again.".to_owned(),
                503 => "The server is not ready (503). Try again in a moment; /readyz tells why.".to_owned(),
                status => format!("The server answered with HTTP {status} instead of a chat at {address}."),
            },
            Self::NotFirstline(address) => format!(
                "What answers at {address} does not speak firstline.v1. Check the address and the server's version."
            ),
            Self::Closed { code, said } => {
                let said = said.as_deref().map(|said| format!(" It says: {said}")).unwrap_or_default();
                let what = match code {
                    1001 => "The server is shutting down. Connect again in a moment.",
                    1009 => "That was too large. Shorten it.",
                    1013 => "The server is overloaded. Try again in a moment.",
                    4400 => "The server did not understand the greeting. Compare the versions of both sides.",
                    4401 => "The token is wrong or has expired. Get a new one, or leave --token out.",
                    4403 => "The inbox is unknown, or it does not let you in. Check --inbox.",
                    4408 => "The server waited too long for us. Check the network and try again.",
                    4429 => "That was too much at once. Wait a few seconds.",
                    _ => return format!("The server closed the connection ({code}).{said}"),
                };
                format!("{what}{said}")
            }
            Self::Lost(cause) => format!("The connection broke: {cause}."),
            Self::Silent => "The server does not answer. Check the network and the server's log.".to_owned(),
            Self::TooManyUnanswered => {
                "Too much is waiting to be sent. Wait for the connection, then go on.".to_owned()
            }
        }
    }

    fn in_chinese(&self) -> String {
        match self {
            Self::Address(text) => {
                format!("“{text}”不是服务器地址。请写成 http://127.0.0.1:8080 的形式，不要带查询参数或密码。")
            }
            Self::Unreachable { address, cause } => format!(
                "{address} 没有响应（{cause}）。服务器启动了吗？用 firstline serve 启动，或用 --url 指定其他地址。"
            ),
            Self::Tls(cause) => {
                format!("加密连接失败：{cause}。请检查证书；没有证书的服务器请使用 http:// 地址。")
            }
            Self::Refused { address, status } => match status {
                401 => "服务器拒绝了握手（401）。令牌请用 --token 传入，不要写在地址里。".to_owned(),
                403 => {
                    "服务器拒绝了来源（403）。请把它加入收件箱的 allowed_origins，或绕开会设置来源的代理。"
                        .to_owned()
                }
                404 => format!("{address} 没有聊天服务（404）。请检查地址，以及 /v1/chat 之前的路径。"),
                429 => "来自此处的连接过多（429）。请等几秒再试。".to_owned(),
                503 => "服务器尚未就绪（503）。请稍后再试，/readyz 会说明原因。".to_owned(),
                status => format!("{address} 返回了 HTTP {status}，不是聊天服务。"),
            },
            Self::NotFirstline(address) => {
                format!("{address} 的服务不支持 firstline.v1。请检查地址和服务器版本。")
            }
            Self::Closed { code, said } => {
                let said = said.as_deref().map(|said| format!("服务器说明：{said}")).unwrap_or_default();
                let what = match code {
                    1001 => "服务器正在关闭，请稍后重新连接。",
                    1009 => "内容过大，请缩短。",
                    1013 => "服务器繁忙，请稍后再试。",
                    4400 => "服务器无法识别问候，请比对双方版本。",
                    4401 => "令牌错误或已过期。请换一个新的，或去掉 --token。",
                    4403 => "收件箱不存在，或不允许您进入。请检查 --inbox。",
                    4408 => "服务器等待超时。请检查网络后再试。",
                    4429 => "请求过于频繁，请等几秒。",
                    _ => return format!("服务器关闭了连接（{code}）。{said}"),
                };
                format!("{what}{said}")
            }
            Self::Lost(cause) => format!("连接中断：{cause}。"),
            Self::Silent => "服务器没有响应。请检查网络和服务器日志。".to_owned(),
            Self::TooManyUnanswered => "待发送的内容过多，请等连接恢复后再继续。".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_time_may_mend_is_tried_again() {
        let refused = |status| ClientError::Refused { address: String::new(), status };
        let closed = |code| ClientError::Closed { code, said: None };
        for error in [refused(401), refused(403), refused(404), closed(4401), closed(4403), closed(4400)] {
            assert!(error.is_final(), "{error:?}");
        }
        for error in
            [refused(429), refused(502), closed(1001), closed(1006), closed(4408), ClientError::Silent]
        {
            assert!(!error.is_final(), "{error:?}");
        }
    }

    #[test]
    fn an_unknown_inbox_and_a_wrong_token_say_which_option_to_check() {
        for locale in [Locale::En, Locale::Zh] {
            let said = |code| ClientError::Closed { code, said: None }.explain(locale);
            assert!(said(4403).contains("--inbox"));
            assert!(said(4401).contains("--token"));
        }
    }
}

//! The keys that check who a named contact is.

use base64::{Engine, engine::general_purpose};

use super::{
    field::{Field, field},
    read::Reader,
    secret::Secret,
};

/// Keys of one inbox; at least one is set.
#[derive(Clone, Debug, PartialEq)]
pub struct JwtKeys {
    /// Shared secret of HS256.
    pub hs256: Option<Secret>,
    /// Public key of EdDSA (Ed25519), as its 32 bytes: what `jsonwebtoken::DecodingKey::from_ed_der` takes.
    pub eddsa: Option<[u8; 32]>,
}

/// The keys as they stand in the file.
#[derive(Default)]
pub(super) struct JwtDraft {
    hs256_secret: Option<Secret>,
    hs256_secret_env: Option<String>,
    eddsa_public_key: Option<String>,
}

/// RFC 7518 §3.2: a key of the hash's size or larger must be used.
const SECRET_BYTES_MIN: usize = 32;
/// What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410).
const ED25519_DER_HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

impl JwtDraft {
    /// The samples are refused when used as they stand: nobody shall run on a key that is printed here.
    pub fn fields(&mut self) -> Vec<Field<'_>> {
        vec![
            field("hs256_secret_env", &mut self.hs256_secret_env, "", "The variable of the environment that holds the secret shared with your site (HS256, at least 32 bytes).")
                .sample("\"SUPPORT_JWT_SECRET\""),
            field("hs256_secret", &mut self.hs256_secret, "", "The secret itself, for trying things out.")
                .sample("\"from openssl rand -hex 32\""),
            field("eddsa_public_key", &mut self.eddsa_public_key, "", "The public key of your site (EdDSA, Ed25519), as PEM or base64: then this server holds no secret that could sign.")
                .sample("\"MCowBQYDK2VwAyEA…\""),
        ]
    }

    /// Makes keys of it; notes at `place` whatever cannot be.
    pub fn build(
        self,
        place: &str,
        is_set: bool,
        reader: &mut Reader<'_>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Option<JwtKeys> {
        let hs256 = self.secret(place, reader, env);
        if let Some(secret) = &hs256
            && secret.expose().len() < SECRET_BYTES_MIN
        {
            let field = if self.hs256_secret.is_some() { "hs256_secret" } else { "hs256_secret_env" };
            let message =
                "the secret is shorter than 32 bytes and can be guessed; make one by `openssl rand -hex 32`";
            reader.note(&format!("{place}.{field}"), message);
        }
        let eddsa = self.eddsa_public_key.as_deref().and_then(|text| {
            let key = read_ed25519(text);
            if key.is_none() {
                let message = "is no Ed25519 public key; give the PEM of `openssl pkey -pubout`, or its 32 bytes in base64";
                reader.note(&format!("{place}.eddsa_public_key"), message);
            }
            key
        });
        let names_any =
            self.hs256_secret.is_some() || self.hs256_secret_env.is_some() || self.eddsa_public_key.is_some();
        if is_set && !names_any {
            reader.note(
                place,
                "holds no key; set hs256_secret_env or eddsa_public_key, or leave the table out",
            );
        }
        (hs256.is_some() || eddsa.is_some()).then_some(JwtKeys { hs256, eddsa })
    }

    fn secret(
        &self,
        place: &str,
        reader: &mut Reader<'_>,
        env: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Secret> {
        match (&self.hs256_secret, &self.hs256_secret_env) {
            (Some(_), Some(_)) => {
                reader.note(
                    &format!("{place}.hs256_secret"),
                    "stands beside hs256_secret_env; keep one of the two",
                );
                None
            }
            (secret @ Some(_), None) => secret.clone(),
            (None, Some(name)) => {
                let secret = env(name).filter(|secret| !secret.is_empty());
                if secret.is_none() {
                    let message = format!("the environment has no variable {name}; set it to the secret");
                    reader.note(&format!("{place}.hs256_secret_env"), message);
                }
                secret.map(Secret::new)
            }
            (None, None) => None,
        }
    }
}

/// Reads a public key from PEM, base64 of its DER form, or base64 of its 32 bytes (either alphabet).
fn read_ed25519(text: &str) -> Option<[u8; 32]> {
    let body: String =
        text.lines().filter(|line| !line.starts_with("-----")).flat_map(str::split_whitespace).collect();
    let body = body.replace('-', "+").replace('_', "/");
    let bytes = general_purpose::STANDARD_NO_PAD.decode(body.trim_end_matches('=')).ok()?;
    bytes.strip_prefix(&ED25519_DER_HEAD).unwrap_or(&bytes).try_into().ok()
}

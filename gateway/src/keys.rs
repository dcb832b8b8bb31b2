//! Whose key signs: from a keystore or the environment, never from the command line.

use crate::{
	chain::{AccountId, Chain, ChainError},
	config::Key as Settings,
};
use std::{
	io::IsTerminal,
	path::{Path, PathBuf},
	str::FromStr,
};
use subxt_signer::{
	polkadot_js_compat,
	sr25519::{dev, Keypair},
	ExposeSecret, SecretUri,
};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum KeyError {
	#[error(
		"there is no key to sign with: name a keystore in the configuration (key.keystore), or put \
		 the key into the environment variable {env}"
	)]
	None { env: String },
	#[error("{} cannot be read: {why}", file.display())]
	Unreadable { file: PathBuf, why: std::io::Error },
	#[error(
		"the keystore {} has no password: name a file (key.password_file), set {env}, or start this \
		 on a terminal", file.display()
	)]
	NoPassword { file: PathBuf, env: String },
	#[error("the keystore {} cannot be opened: {why}", file.display())]
	Locked { file: PathBuf, why: String },
	#[error("what {env} holds is no key: write a phrase or a seed (0x…), with a path if need be")]
	NotAKey { env: String },
	#[error(
		"{account} is an account whose key everybody knows, and this chain is of type «{chain}»: \
		 such accounts sign on development chains only"
	)]
	WellKnown { account: AccountId, chain: String },
}

/// A key and who it is.
#[derive(Clone)]
pub struct Signer {
	pub key: Keypair,
	pub account: AccountId,
	/// Whether it was derived from the phrase of the development accounts.
	of_the_known_phrase: bool,
}

/// Opens the key that the settings name.
pub fn open(settings: &Settings) -> Result<Signer, KeyError> {
	let (key, of_the_known_phrase) = if settings.keystore.as_os_str().is_empty() {
		from_environment(&settings.env)?
	} else {
		(from_keystore(settings)?, false)
	};
	Ok(Signer { account: key.public_key().to_account_id(), key, of_the_known_phrase })
}

impl Signer {
	/// Refuses an account that everybody can sign for, but on a chain that is made for such.
	pub async fn fits(&self, chain: &Chain) -> Result<(), crate::error::Error> {
		if !self.is_well_known() {
			return Ok(());
		}
		let kind: Result<String, ChainError> = chain.chain_type().await;
		match kind?.as_str() {
			"Development" | "Local" => Ok(()),
			kind => Err(KeyError::WellKnown { account: self.account, chain: kind.into() }.into()),
		}
	}

	fn is_well_known(&self) -> bool {
		let known = [
			dev::alice(),
			dev::bob(),
			dev::charlie(),
			dev::dave(),
			dev::eve(),
			dev::ferdie(),
			dev::one(),
			dev::two(),
		];
		known.iter().any(|key| key.public_key().0 == self.key.public_key().0)
			|| self.of_the_known_phrase
	}
}

/// The key, and whether it is of the phrase of the development accounts.
fn from_environment(env: &str) -> Result<(Keypair, bool), KeyError> {
	let text = std::env::var(env).ok().filter(|text| !text.trim().is_empty());
	let text = text.ok_or_else(|| KeyError::None { env: env.into() })?;
	let not_a_key = || KeyError::NotAKey { env: env.into() };
	let uri = SecretUri::from_str(text.trim()).map_err(|_| not_a_key())?;
	// A path alone is one of the known phrase's.
	let known = SecretUri::from_str("//Alice").map_err(|_| not_a_key())?.phrase;
	let is_known = uri.phrase.expose_secret() == known.expose_secret();
	Ok((Keypair::from_uri(&uri).map_err(|_| not_a_key())?, is_known))
}

fn from_keystore(settings: &Settings) -> Result<Keypair, KeyError> {
	let file = &settings.keystore;
	let json = read(file)?;
	let password = password(settings)?;
	polkadot_js_compat::decrypt_json(&json, &password).map_err(|error| KeyError::Locked {
		file: file.clone(),
		why: match error {
			polkadot_js_compat::Error::Secretbox(_) => "the password is wrong".into(),
			polkadot_js_compat::Error::UnsupportedEncoding => {
				"it is no encrypted sr25519 account as polkadot.js exports it".into()
			},
			error => error.to_string(),
		},
	})
}

fn password(settings: &Settings) -> Result<String, KeyError> {
	if !settings.password_file.as_os_str().is_empty() {
		let text = read(&settings.password_file)?;
		return Ok(text.lines().next().unwrap_or_default().to_owned());
	}
	if let Ok(password) = std::env::var(&settings.password_env) {
		return Ok(password);
	}
	let no_password = || KeyError::NoPassword {
		file: settings.keystore.clone(),
		env: settings.password_env.clone(),
	};
	if !std::io::stdin().is_terminal() {
		return Err(no_password());
	}
	rpassword::prompt_password(format!("Password of {}: ", settings.keystore.display()))
		.map_err(|_| no_password())
}

fn read(file: &Path) -> Result<String, KeyError> {
	std::fs::read_to_string(file).map_err(|why| KeyError::Unreadable { file: file.into(), why })
}

#[cfg(test)]
mod tests {
	use super::*;

	/// //Alice as polkadot.js exports it with this password.
	const KEYSTORE: &str = r#"{"encoded":"DumgApKCTqoCty1OZW/8WS+sgo6RdpHhCwAkA2IoDBMAgAAAAQAAAAgAAAB6IG/q24EeVf0JqWqcBd5m2tKq5BlyY84IQ8oamLn9DZe9Ouhgunr7i36J1XxUnTI801axqL/ym1gil0U8440Qvj0lFVKwGuxq38zuifgoj0B3Yru0CI6QKEvQPU5xxj4MpyxdSxP+2PnTzYao0HDH0fulaGvlAYXfqtU89xrx2/z9z7IjSwS3oDFPXRQ9kAdDebtyCVreZ9Otw9v3","encoding":{"content":["pkcs8","sr25519"],"type":["scrypt","xsalsa20-poly1305"],"version":"3"},"address":"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY","meta":{"genesisHash":"","name":"Alice","whenCreated":1718265838755}}"#;

	fn with_keystore(password: &str) -> (tempfile::TempDir, Settings) {
		let folder = tempfile::tempdir().unwrap();
		let (keystore, password_file) =
			(folder.path().join("alice.json"), folder.path().join("password"));
		std::fs::write(&keystore, KEYSTORE).unwrap();
		std::fs::write(&password_file, password).unwrap();
		let settings = Settings { keystore, password_file, ..Settings::default() };
		(folder, settings)
	}

	#[test]
	fn a_keystore_opens_with_its_password() {
		let (_folder, settings) = with_keystore("whoisalice\n");
		let signer = open(&settings).unwrap();
		assert_eq!(signer.account, dev::alice().public_key().to_account_id());
		assert!(signer.is_well_known());
	}

	#[test]
	fn a_wrong_password_is_said_plainly() {
		let (_folder, settings) = with_keystore("guess");
		let error = open(&settings).err().unwrap().to_string();
		assert!(error.contains("the password is wrong") && error.contains("alice.json"), "{error}");
	}

	#[test]
	fn accounts_of_the_known_phrase_are_well_known() {
		std::env::set_var("COMMONWATT_TEST_KEY_1", "//grid//head-end");
		let settings = Settings { env: "COMMONWATT_TEST_KEY_1".into(), ..Settings::default() };
		assert!(open(&settings).unwrap().is_well_known());
		let seed = format!("0x{}", "17".repeat(32));
		std::env::set_var("COMMONWATT_TEST_KEY_2", seed);
		let settings = Settings { env: "COMMONWATT_TEST_KEY_2".into(), ..Settings::default() };
		assert!(!open(&settings).unwrap().is_well_known());
	}

	#[test]
	fn without_a_key_both_ways_to_one_are_named() {
		let settings = Settings { env: "COMMONWATT_TEST_NO_KEY".into(), ..Settings::default() };
		let error = open(&settings).err().unwrap().to_string();
		assert!(error.contains("keystore") && error.contains("COMMONWATT_TEST_NO_KEY"), "{error}");
	}
}

//! The accounts that a replay acts as.
//!
//! All are derived from the development phrase, so that whoever reads a report can sign as an owner
//! in polkadot.js: `//<case>//<period>//<provider>` for a provider, `…//<provider>//head-end` for
//! its head-end, `//<case>//<period>//network-<n>` for an owner. The period keeps two months of one
//! case apart: each plays with networks of its own.

use super::AccountId;
use crate::case::Case;
use std::str::FromStr;
use subxt_signer::{
	sr25519::{dev, Keypair},
	SecretUri,
};

/// A key pair and who it is.
#[derive(Clone)]
pub struct Account {
	pub key: Keypair,
	pub id: AccountId,
	/// How to derive it, for messages.
	pub suri: String,
}

impl Account {
	fn derive(suri: String) -> Self {
		let uri = SecretUri::from_str(&suri).expect("a sanitised path is a path");
		let key = Keypair::from_uri(&uri).expect("the development phrase is a phrase");
		Self { id: key.public_key().to_account_id(), key, suri }
	}
}

/// Sudo, council and issuer of the settlement asset in the development preset.
pub fn alice() -> Account {
	let key = dev::alice();
	Account { id: key.public_key().to_account_id(), key, suri: "//Alice".into() }
}

pub fn provider(case: &Case, name: &str) -> Account {
	Account::derive(format!("{}//{}", root(case), sanitised(name)))
}

pub fn head_end(case: &Case, name: &str) -> Account {
	Account::derive(format!("{}//{}//head-end", root(case), sanitised(name)))
}

pub fn owner(case: &Case, network: u64) -> Account {
	Account::derive(format!("{}//network-{network}", root(case)))
}

/// A provider to practise with, and its head-end: `//practice//<name>`, `…//head-end`.
pub fn practice(name: &str) -> (Account, Account) {
	let root = format!("//practice//{}", sanitised(name));
	(Account::derive(root.clone()), Account::derive(format!("{root}//head-end")))
}

fn root(case: &Case) -> String {
	format!("//{}//{}", sanitised(&case.name), case.period)
}

/// A name as a step of a derivation path: bytes other than letters, digits, `-` and `_` are written
/// as `%` and two hexadecimal digits. Different names stay different; a name never reads as a
/// number, which would be derived in another way.
fn sanitised(name: &str) -> String {
	let mut step = String::with_capacity(name.len());
	for (place, byte) in name.bytes().enumerate() {
		let plain = byte.is_ascii_alphabetic()
			|| matches!(byte, b'-' | b'_')
			|| (byte.is_ascii_digit() && place > 0);
		match plain {
			true => step.push(char::from(byte)),
			false => step.push_str(&format!("%{byte:02x}")),
		}
	}
	step
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn plain_names_stay_as_they_are() {
		assert_eq!(sanitised("village-utility_2"), "village-utility_2");
	}

	#[test]
	fn unusual_names_become_steps_of_a_path_and_stay_different() {
		assert_eq!(sanitised("Stadtwerke Köln/Süd"), "Stadtwerke%20K%c3%b6ln%2fS%c3%bcd");
		assert_ne!(sanitised("a b"), sanitised("a-b"));
		assert_eq!(sanitised("50hertz"), "%350hertz");
		for name in ["Stadtwerke Köln/Süd", "50hertz", "a///b"] {
			assert!(SecretUri::from_str(&format!("//case//{}", sanitised(name))).is_ok());
		}
	}

	#[test]
	fn a_derived_account_is_that_of_its_path() {
		let account = Account::derive("//Alice".into());
		assert_eq!(account.id, alice().id);
	}
}

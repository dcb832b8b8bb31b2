//! The configuration file: one, in TOML, every setting described in `default.toml`.

use crate::chain::Hash;
use serde::Deserialize;
use std::{
	collections::HashMap,
	path::{Path, PathBuf},
	str::FromStr,
	time::Duration,
};
use thiserror::Error;

/// The settings with their defaults, as `commonwatt-gateway config` prints them.
pub const DEFAULT: &str = include_str!("default.toml");

/// The file that is taken where none is named.
const FILE: &str = "commonwatt-gateway.toml";

/// The node of `./scripts/run`.
const NODE: &str = "ws://127.0.0.1:9944";

#[derive(Debug, Error)]
pub enum ConfigError {
	#[error("the configuration {} cannot be read: {why}", file.display())]
	Unreadable { file: PathBuf, why: std::io::Error },
	#[error("the configuration {} is not understood: {why}; commonwatt-gateway config shows the settings", file.display())]
	Malformed { file: PathBuf, why: String },
	#[error("the configuration {}: {setting} {why}", file.display())]
	Wrong { file: PathBuf, setting: &'static str, why: String },
}

/// What can be set. See `default.toml`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
	node: Option<String>,
	genesis: Option<String>,
	outbox: Option<PathBuf>,
	pub key: Key,
	pub batch: Batch,
	pub delivery: Delivery,
	pub folder: Folder,
	pub log: Log,
	pub meters: HashMap<String, u32>,
	/// The genesis hash, read.
	#[serde(skip)]
	pub genesis_hash: Option<Hash>,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Key {
	pub keystore: PathBuf,
	pub password_file: PathBuf,
	pub password_env: String,
	pub env: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Batch {
	pub max_wait_seconds: u64,
	pub max_pages: usize,
	pub max_readings: usize,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
	pub first_in_flight: usize,
	pub max_in_flight: usize,
	pub max_blocks_in_flight: f64,
	pub slow_down_at: f64,
	pub lives_blocks: u64,
	pub repeat_seconds: u64,
	pub max_pause_seconds: u64,
	pub retry_seconds: u64,
	pub keep_days: u32,
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Folder {
	pub path: PathBuf,
	pub done: PathBuf,
	pub failed: PathBuf,
	pub every_seconds: u64,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
	pub format: LogFormat,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
	#[default]
	Text,
	Json,
}

impl Default for Key {
	fn default() -> Self {
		Self {
			keystore: PathBuf::new(),
			password_file: PathBuf::new(),
			password_env: "COMMONWATT_PASSWORD".into(),
			env: "COMMONWATT_KEY".into(),
		}
	}
}

impl Default for Batch {
	fn default() -> Self {
		Self { max_wait_seconds: 5, max_pages: 0, max_readings: 0 }
	}
}

impl Default for Delivery {
	fn default() -> Self {
		Self {
			first_in_flight: 8,
			max_in_flight: 256,
			max_blocks_in_flight: 2.0,
			slow_down_at: 0.75,
			lives_blocks: 64,
			repeat_seconds: 20,
			max_pause_seconds: 60,
			retry_seconds: 600,
			keep_days: 35,
		}
	}
}

impl Default for Folder {
	fn default() -> Self {
		Self {
			path: PathBuf::new(),
			done: "done".into(),
			failed: "failed".into(),
			every_seconds: 2,
		}
	}
}

impl Delivery {
	pub fn max_pause(&self) -> Duration {
		Duration::from_secs(self.max_pause_seconds.max(1))
	}
}

impl Config {
	/// Reads the file that is named, or the one in the current folder, or takes the defaults.
	pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
		match named {
			Some(file) => Self::read(file),
			None if Path::new(FILE).is_file() => Self::read(Path::new(FILE)),
			None => Ok(Self::default()),
		}
	}

	fn read(file: &Path) -> Result<Self, ConfigError> {
		let text = std::fs::read_to_string(file)
			.map_err(|why| ConfigError::Unreadable { file: file.into(), why })?;
		let mut config: Self = toml::from_str(&text).map_err(|error| ConfigError::Malformed {
			file: file.into(),
			why: error.to_string().trim_end().into(),
		})?;
		config.check(file)?;
		let folder = file.parent().unwrap_or(Path::new(""));
		let paths = [
			config.outbox.get_or_insert_default(),
			&mut config.key.keystore,
			&mut config.key.password_file,
			&mut config.folder.path,
		];
		for path in paths {
			if !path.as_os_str().is_empty() {
				*path = folder.join(&*path);
			}
		}
		let in_folder = config.folder.path.clone();
		for path in [&mut config.folder.done, &mut config.folder.failed] {
			*path = in_folder.join(&*path);
		}
		Ok(config)
	}

	fn check(&mut self, file: &Path) -> Result<(), ConfigError> {
		let wrong = |setting, why: &str| {
			Err(ConfigError::Wrong { file: file.into(), setting, why: why.into() })
		};
		if let Some(genesis) = self.genesis.as_deref().filter(|genesis| !genesis.is_empty()) {
			match Hash::from_str(genesis) {
				Ok(hash) => self.genesis_hash = Some(hash),
				Err(_) => return wrong("genesis", "is no hash: write 0x and 64 digits"),
			}
		}
		let delivery = &self.delivery;
		if delivery.first_in_flight == 0 || delivery.max_in_flight == 0 {
			return wrong("delivery: what is in flight", "is 0: nothing could be sent");
		}
		if !(delivery.max_blocks_in_flight > 0.0) {
			return wrong("delivery.max_blocks_in_flight", "is not above 0");
		}
		if !(delivery.slow_down_at > 0.0 && delivery.slow_down_at <= 1.0) {
			return wrong("delivery.slow_down_at", "is not above 0 and at most 1");
		}
		if !(8..=2_048).contains(&delivery.lives_blocks) || !delivery.lives_blocks.is_power_of_two()
		{
			return wrong("delivery.lives_blocks", "is no power of two from 8 to 2048");
		}
		Ok(())
	}

	/// The node's address: the one that is named, or that of the file, or the usual one.
	pub fn node(&self, named: Option<&str>) -> String {
		let file = self.node.as_deref().filter(|url| !url.is_empty());
		named.or(file).unwrap_or(NODE).to_owned()
	}

	/// Where the outbox is.
	pub fn outbox(&self) -> PathBuf {
		match self.outbox.as_ref().filter(|path| !path.as_os_str().is_empty()) {
			Some(path) => path.clone(),
			None => data_folder().join("commonwatt").join("outbox.sqlite"),
		}
	}
}

/// The user's data folder, or the current one.
fn data_folder() -> PathBuf {
	let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
	variable("XDG_DATA_HOME")
		.map(PathBuf::from)
		.or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".local/share")))
		.unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn written(text: &str) -> Result<Config, ConfigError> {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("gateway.toml");
		std::fs::write(&file, text).unwrap();
		Config::read(&file)
	}

	/// The settings that stand as comments, as if they were set.
	fn uncommented() -> String {
		let is_setting = |line: &str| {
			line.strip_prefix('#').is_some_and(|rest| {
				rest.starts_with(|first: char| first == '"' || first.is_ascii_lowercase())
			})
		};
		DEFAULT
			.lines()
			.map(|line| if is_setting(line) { &line[1..] } else { line })
			.collect::<Vec<_>>()
			.join("\n")
	}

	#[test]
	fn the_printed_defaults_are_the_defaults() {
		let mut printed: Config = toml::from_str(&uncommented()).unwrap();
		assert_eq!(printed.meters.len(), 1, "an example of a meter");
		printed.meters.clear();
		assert_eq!(printed.node(None), NODE);
		assert_eq!(printed.outbox(), Config::default().outbox());
		(printed.node, printed.genesis, printed.outbox) = (None, None, None);
		assert_eq!(printed, Config::default());
		assert_eq!(toml::from_str::<Config>(DEFAULT).unwrap(), Config::default());
	}

	#[test]
	fn every_setting_is_described() {
		let mut described = false;
		for line in DEFAULT.lines() {
			let setting = line.starts_with('#') && line.contains(" = ") && !line.starts_with("# ");
			assert!(!setting || described, "not described: {line}");
			described = line.starts_with("# ") || (setting && described);
		}
	}

	#[test]
	fn a_setting_that_nobody_knows_is_refused_with_its_line() {
		let error = written("node = \"ws://x\"\n[batch]\nmax_page = 3\n").unwrap_err().to_string();
		assert!(error.contains("line 3") && error.contains("max_page"), "{error}");
	}

	#[test]
	fn values_out_of_bounds_are_refused() {
		for (text, setting) in [
			("genesis = \"0x12\"", "genesis"),
			("[delivery]\nmax_in_flight = 0", "in flight"),
			("[delivery]\nslow_down_at = 2.0", "slow_down_at"),
			("[delivery]\nlives_blocks = 100", "lives_blocks"),
			("[delivery]\nmax_blocks_in_flight = nan", "max_blocks_in_flight"),
		] {
			let error = written(text).unwrap_err().to_string();
			assert!(error.contains(setting), "{error}");
		}
	}

	#[test]
	fn paths_are_relative_to_the_file() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("gateway.toml");
		std::fs::write(&file, "outbox = \"o.sqlite\"\n[folder]\npath = \"in\"\nfailed = \"/bad\"")
			.unwrap();
		let config = Config::read(&file).unwrap();
		assert_eq!(config.outbox(), folder.path().join("o.sqlite"));
		assert_eq!(config.folder.done, folder.path().join("in/done"));
		assert_eq!(config.folder.failed, PathBuf::from("/bad"));
	}

	#[test]
	fn the_command_line_comes_first() {
		let config = written("node = \"ws://file\"").unwrap();
		assert_eq!(config.node(None), "ws://file");
		assert_eq!(config.node(Some("ws://named")), "ws://named");
	}
}

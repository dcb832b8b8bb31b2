//! Which device a meter is: as the configuration says, as the outbox remembers, or as the chain's
//! labels tell.

use crate::{
	chain::{limits::Limits, state::State, ChainError},
	config::Config,
	error::Error,
	outbox::{accept::Registers, Outbox},
};
use std::collections::{HashMap, HashSet};

/// Finds the devices of meters, and their registers on the chain.
pub struct Meters<'a> {
	config: &'a Config,
	state: State<'a>,
	provider: u32,
	limits: Limits,
	/// The chain's labels have been read.
	asked: bool,
	/// The devices that are known to be of this provider.
	ours: HashSet<u32>,
}

impl<'a> Meters<'a> {
	pub fn new(config: &'a Config, state: State<'a>, provider: u32, limits: Limits) -> Self {
		Self { config, state, provider, limits, asked: false, ours: HashSet::new() }
	}

	/// The device of a meter that has these names; an error says why there is none.
	pub async fn device(
		&mut self,
		outbox: &mut Outbox,
		names: &[String],
	) -> Result<Result<u32, String>, Error> {
		if let Some(device) = names.iter().find_map(|name| self.config.meters.get(name)) {
			return Ok(self.is_ours(*device).await?.map(|()| *device));
		}
		for _ in 0..2 {
			for name in names {
				if let Some(device) = outbox.device_of(name).await? {
					return Ok(Ok(device));
				}
			}
			if self.asked {
				break;
			}
			self.asked = true;
			outbox.remember(self.labels().await?).await?;
		}
		Ok(Err(format!(
			"nobody knows the meter «{}»: enrol it, or name its device in the configuration (meters)",
			names.join("» or «")
		)))
	}

	async fn is_ours(&mut self, device: u32) -> Result<Result<(), String>, ChainError> {
		if self.ours.contains(&device) {
			return Ok(Ok(()));
		}
		Ok(match self.state.device(device).await? {
			None => {
				Err(format!("the chain has no device {device}, as the configuration says (meters)"))
			},
			Some(record) if record.provider != self.provider => Err(format!(
				"device {device} belongs to provider {}, and this key collects readings for provider \
				 {}",
				record.provider, self.provider
			)),
			Some(_) => {
				self.ours.insert(device);
				Ok(())
			},
		})
	}

	/// The provider's devices by `network/device`, and by their own label where no other has it.
	async fn labels(&self) -> Result<Vec<(String, u32)>, ChainError> {
		tracing::info!("looking the meters up by their labels on the chain");
		let mut whole: HashMap<String, Option<u32>> = HashMap::new();
		let mut once = |name: String, device| {
			whole.entry(name).and_modify(|known| *known = None).or_insert(Some(device));
		};
		for network in self.state.networks_of(self.provider).await? {
			for (device, label) in self.state.labelled_devices(network.id).await? {
				once(format!("{}/{label}", network.label), device);
				once(label, device);
			}
		}
		Ok(whole.into_iter().filter_map(|(name, device)| Some((name, device?))).collect())
	}

	/// The last registers of devices: what the outbox accepted last, or else what the chain has.
	pub async fn last_registers(
		&self,
		outbox: &mut Outbox,
		devices: &HashSet<u32>,
	) -> Result<HashMap<u32, Registers>, Error> {
		use futures::stream::{StreamExt, TryStreamExt};
		const AT_ONCE: usize = 32;
		let mut last = outbox.last_registers(devices.iter().copied()).await?;
		let missing: Vec<u32> = devices.iter().copied().filter(|d| !last.contains_key(d)).collect();
		let state = &self.state;
		let slots = self.limits.slots;
		let found: Vec<Option<(u32, Registers)>> = futures::stream::iter(missing)
			.map(|device| async move {
				let registers = state.meters_own(device, slots).await?;
				Ok::<_, ChainError>(registers.map(|registers| (device, registers)))
			})
			.buffered(AT_ONCE)
			.try_collect()
			.await?;
		last.extend(found.into_iter().flatten());
		Ok(last)
	}
}

//! The events of our pallets, with the fields that the index keeps. Energy in Wh, money in smallest
//! units, instants in Unix seconds.

use serde::{de, Deserialize, Deserializer};
use serde_json::{json, Value as Json};

/// A number of the chain. What does not fit 63 bits is the largest that does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Num(pub i64);

impl<'de> Deserialize<'de> for Num {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let value = Json::deserialize(deserializer)?;
		number(&value)
			.map(|number| Self(i64::try_from(number).unwrap_or(i64::MAX)))
			.ok_or_else(|| de::Error::custom(format!("{value} is no number")))
	}
}

/// A number that was shown as JSON: beyond 64 bits it is a string; a bit set that is wider still is
/// bytes, the lowest first.
pub fn number(value: &Json) -> Option<u128> {
	match value {
		Json::Number(number) => number.as_u64().map(u128::from),
		Json::String(text) => match crate::chain::node::unhex(text) {
			Some(bytes) if bytes.len() <= 16 => {
				let low_first = bytes.iter().rev();
				Some(low_first.fold(0u128, |bits, byte| bits << 8 | u128::from(*byte)))
			},
			Some(_) => None,
			None => text.parse().ok(),
		},
		_ => None,
	}
}

/// The name of a variant, whether it has fields or not.
pub fn variant(value: &Json) -> &str {
	match value {
		Json::String(name) => name,
		Json::Object(fields) => fields.keys().next().map_or("", String::as_str),
		_ => "",
	}
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub struct Registers {
	pub import: Num,
	pub export: Num,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub struct Tariff {
	pub buy_back: Num,
	pub retail: Num,
	pub tick: Num,
}

#[derive(Clone, Debug, Deserialize)]
pub struct OrderId {
	/// `Bid` or `Offer`.
	pub side: String,
	pub index: Num,
}

#[derive(Debug, Deserialize)]
pub enum Registry {
	ProviderApplied { provider: u32 },
	ProviderApproved { provider: u32 },
	CapacitySet { provider: u32 },
	ProviderStateChanged { provider: u32 },
	TariffSet { provider: u32 },
	RulesSet { provider: u32 },
	HeadEndAdded { provider: u32, who: String },
	HeadEndRemoved { provider: u32, who: String },
	NetworkRegistered { network: u32 },
	NetworkStateChanged { network: u32 },
	LeftoverPolicySet { network: u32 },
	NetworkOffered { network: u32, to: String },
	NetworkOfferWithdrawn { network: u32 },
	NetworkTransferred { network: u32 },
	DeviceEnrolled { network: u32, device: u32, index: u32 },
	DeviceStateChanged { device: u32 },
	DeviceKeySet { device: u32 },
	DevicePolicySet { device: u32 },
	DeviceMoved { device: u32 },
}

#[derive(Debug, Deserialize)]
pub enum Metering {
	BatchBooked { provider: u32, interval_end: i64, booked: i64, refused: i64 },
	SignedBatchBooked { provider: u32, booked: i64, refused: i64 },
	DeviceReadingBooked { device: u32, counter: u32 },
	ReadingRefused { page: u32, slot: u32, interval_end: i64, reason: Json },
	PageRefused { page: u32, interval_end: i64, reason: Json },
	MeterExchanged { device: u32, at: i64, closing: Registers, opening: Registers },
	CorrectionMade { device: u32, after: Registers },
}

#[derive(Debug, Deserialize)]
pub enum Allotments {
	AllotmentSet {
		network: u32,
	},
	MonthOpened {
		network: u32,
		month: i64,
		granted: Num,
	},
	EnergyGranted {
		network: u32,
		month: i64,
		energy: Num,
	},
	AllocationsChanged {
		network: u32,
		month: i64,
	},
	DeviceToppedUp {
		network: u32,
		device: u32,
		month: i64,
		energy: Num,
	},
	EnergyTakenBack {
		network: u32,
		device: u32,
		month: i64,
		energy: Num,
	},
	EnergyReleased {
		network: u32,
		device: u32,
		energy: Num,
	},
	RequestEnded {
		network: u32,
		device: u32,
		energy: Num,
	},
	ExportsCredited {
		network: u32,
		month: i64,
		energy: Num,
	},
	ShortfallCovered {
		network: u32,
		device: u32,
		month: i64,
		from_request: Num,
		from_reserve: Num,
		from_pool: Num,
		overdrawn: Num,
	},
	NetworkExhausted {
		network: u32,
	},
	MonthClosed {
		network: u32,
		month: i64,
	},
	StatementSettled {
		network: u32,
		month: i64,
	},
	DeviceLeft {
		network: u32,
		device: u32,
		month: i64,
		returned: Num,
	},
}

#[derive(Debug, Deserialize)]
pub enum Rebalancing {
	PolicySet { network: u32 },
	EnergyMoved { network: u32, month: i64, from: u32, to: u32, energy: Num, reason: Json },
	CommunityCreated { community: u32, founder: u32 },
	Joined { community: u32, network: u32 },
	Left { community: u32, network: u32, paid_back: Num },
	CommunityClosed { community: u32 },
	Pledged { community: u32, network: u32, energy: Num },
	LeftoverPledged { community: u32, network: u32, energy: Num },
	PoolWithdrawn { community: u32, network: u32, energy: Num },
	PoolDrawn { community: u32, network: u32, energy: Num },
}

#[derive(Debug, Deserialize)]
pub enum Sale {
	RoundOpened {
		provider: u32,
		round: i64,
		tariff: Tariff,
		clears_at: i64,
	},
	OrderPlaced {
		provider: u32,
		round: i64,
		order: OrderId,
		network: u32,
		purpose: Json,
		price: Num,
		energy: Num,
		held: Num,
	},
	OrderCancelled {
		provider: u32,
		round: i64,
		order: OrderId,
		network: u32,
		energy: Num,
	},
	RoundCleared {
		provider: u32,
		round: i64,
		price: Option<Num>,
		volume: Num,
		provider_bought: Num,
		provider_sold: Num,
	},
	OrderSettled {
		provider: u32,
		round: i64,
		order: OrderId,
		network: u32,
		filled: Num,
		money: Num,
	},
	RoundSettled {
		provider: u32,
		round: i64,
		to_provider: Num,
	},
	Booked {
		network: u32,
	},
}

/// How a reading came to the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
	Enrolment,
	Batch,
	SignedBatch,
	Device,
	Exchange,
	Correction,
}

impl Source {
	pub fn name(self) -> &'static str {
		match self {
			Self::Enrolment => "enrolment",
			Self::Batch => "batch",
			Self::SignedBatch => "signed_batch",
			Self::Device => "device",
			Self::Exchange => "exchange",
			Self::Correction => "correction",
		}
	}
}

/// A reading that was booked: the meter's own registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
	pub device: u32,
	/// The end of the metered interval.
	pub at: i64,
	pub import: i64,
	/// None where it is unchanged.
	pub export: Option<i64>,
	pub counter: Option<u32>,
	pub source: Source,
}

/// A reading, or the readings of a page, that were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
	pub provider: Option<u32>,
	pub page: u32,
	/// None for all of the page.
	pub slot: Option<u32>,
	/// None where the page is refused, or the slot is none of the page.
	pub device: Option<u32>,
	pub at: i64,
	pub reason: String,
}

/// What a block's events say happened.
#[derive(Debug)]
pub enum Happened {
	Registry(Registry),
	Metering(Metering),
	Allotments(Allotments),
	Rebalancing(Rebalancing),
	Sale(Sale),
	/// Found by [`super::readings`]: readings of one call.
	Booked(Vec<Reading>),
	/// Found by [`super::readings`].
	Refused(Refused),
}

impl Happened {
	/// What an event says; none where it is none of ours, or nothing that is kept.
	pub fn of(pallet: &str, name: &str, data: &Json) -> Result<Option<Self>, String> {
		fn typed<T: de::DeserializeOwned>(name: &str, data: &Json) -> Result<Option<T>, String> {
			match serde_json::from_value(json!({ name: data })) {
				Ok(typed) => Ok(Some(typed)),
				// Events that a later runtime has as well are in the log.
				Err(error) if error.to_string().starts_with("unknown variant") => Ok(None),
				Err(error) => Err(error.to_string()),
			}
		}
		Ok(match pallet {
			"DeviceRegistry" => typed(name, data)?.map(Self::Registry),
			"Metering" => typed(name, data)?.map(Self::Metering),
			"Allotments" => typed(name, data)?.map(Self::Allotments),
			"Rebalancing" => typed(name, data)?.map(Self::Rebalancing),
			"SurplusSale" => typed(name, data)?.map(Self::Sale),
			_ => None,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_event_is_what_its_fields_say() {
		let data = json!({"network": 3, "month": 24237, "from": 66, "to": 64, "energy": 2500, "reason": "Shortfall"});
		let typed = Happened::of("Rebalancing", "EnergyMoved", &data).unwrap().unwrap();
		assert!(matches!(
			typed,
			Happened::Rebalancing(Rebalancing::EnergyMoved { network: 3, energy: Num(2500), .. })
		));
	}

	#[test]
	fn what_is_not_known_is_left_to_the_log_and_what_changed_is_said() {
		assert!(Happened::of("Metering", "Telepathy", &json!({})).unwrap().is_none());
		assert!(Happened::of("Balances", "Transfer", &json!({})).unwrap().is_none());
		let error = Happened::of("Metering", "DeviceReadingBooked", &json!({"device": "x"}));
		assert!(error.is_err());
	}

	#[test]
	fn large_numbers_are_the_largest_that_fit() {
		let largest: Num =
			serde_json::from_value(json!("340282366920938463463374607431768211455")).unwrap();
		assert_eq!(largest, Num(i64::MAX));
		assert_eq!(number(&json!("0x0102")), Some(0x0201));
		assert_eq!(number(&json!(u64::MAX)), Some(u128::from(u64::MAX)));
		assert_eq!(number(&json!(null)), None);
	}

	#[test]
	fn a_variant_has_a_name_with_and_without_fields() {
		assert_eq!(variant(&json!("Bid")), "Bid");
		assert_eq!(variant(&json!({"Leftover": {"month": 1}})), "Leftover");
	}
}

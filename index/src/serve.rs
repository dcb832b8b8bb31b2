//! The service: follower and HTTP, until somebody ends it.

use crate::{
	error::IndexError,
	follow::Follower,
	http,
	shared::Shared,
	store::{fingerprint, Store},
};
use std::{
	future::{Future, IntoFuture},
	path::PathBuf,
	sync::Arc,
	time::Duration,
};
use tokio::{net::TcpListener, sync::watch};

/// How long requests have to end when the service does.
const FAREWELL: Duration = Duration::from_secs(3);

/// How an index is kept and served.
#[derive(Clone, Debug)]
pub struct Settings {
	/// The node's RPC address.
	pub node: String,
	/// A file, `sqlite:FILE`, or `postgresql://USER@HOST/NAME`.
	pub database: String,
	/// The address to listen on, with its port.
	pub listen: String,
	/// The folder of the built dashboard; looked for where none is given.
	pub dashboard: Option<PathBuf>,
	/// A web origin whose pages may read the answers; `*` for any.
	pub allow_origin: Option<String>,
	/// Make the index anew.
	pub rebuild: bool,
	/// Read what the chain has, print the fingerprint of the index, and end.
	pub once: bool,
}

/// Serves until the program is told to end (SIGINT, SIGTERM), or cannot go on.
pub async fn serve(settings: Settings) -> Result<(), IndexError> {
	let dashboard = http::dashboard::find(settings.dashboard.as_deref())?;
	let listener = match settings.once {
		true => None,
		false => Some(listen(&settings.listen).await?),
	};
	let store = Store::open(&settings.database, settings.rebuild).await?;
	tracing::info!("the index is kept in {}", store.name());
	let shared = Arc::new(Shared::new(store, &settings.node).await?);
	let follower =
		Follower { shared: shared.clone(), url: settings.node.clone(), once: settings.once };
	let Some(listener) = listener else {
		return tokio::select! {
			followed = follower.run() => {
				followed?;
				print_fingerprint(&shared.store).await
			},
			() = told_to_end() => Ok(()),
		};
	};

	let (end, ended) = watch::channel(false);
	let router = http::router(shared, dashboard, settings.allow_origin.as_deref(), ended.clone());
	if let Ok(address) = listener.local_addr() {
		tracing::info!("listening on http://{address}");
	}
	let http = axum::serve(listener, router).with_graceful_shutdown(until(ended));
	let mut http = tokio::spawn(http.into_future());
	let outcome = tokio::select! {
		followed = follower.run() => followed,
		served = &mut http => {
			let why = match served {
				Ok(Err(error)) => error.to_string(),
				_ => "the service ended".into(),
			};
			return Err(IndexError::Listen { address: settings.listen, why });
		},
		() = told_to_end() => Ok(()),
	};
	end.send_replace(true);
	if tokio::time::timeout(FAREWELL, http).await.is_err() {
		tracing::info!("requests that did not end are dropped");
	}
	tracing::info!("ended; the index goes on where it was when it is started again");
	outcome
}

async fn listen(address: &str) -> Result<TcpListener, IndexError> {
	TcpListener::bind(address)
		.await
		.map_err(|error| IndexError::Listen { address: address.into(), why: error.to_string() })
}

fn until(mut ended: watch::Receiver<bool>) -> impl Future<Output = ()> {
	async move {
		let _ = ended.wait_for(|ended| *ended).await;
	}
}

async fn told_to_end() {
	use tokio::signal::unix::{signal, SignalKind};
	let interrupted = tokio::signal::ctrl_c();
	match signal(SignalKind::terminate()) {
		Ok(mut terminated) => {
			tokio::select! {
				_ = interrupted => (),
				_ = terminated.recv() => (),
			}
		},
		Err(_) => {
			let _ = interrupted.await;
		},
	}
}

async fn print_fingerprint(store: &Store) -> Result<(), IndexError> {
	for line in fingerprint::take(store).await? {
		println!("{:<16} {:>10} {}", line.table, line.rows, line.hash);
	}
	Ok(())
}

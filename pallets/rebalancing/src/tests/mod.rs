mod communities;
mod devices;
mod free;
mod moves;
mod pool;
mod shortfalls;
mod state;
mod walk;

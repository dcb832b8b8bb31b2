//! x
#![allow(dead_code)]
mod book;
mod calendar;
mod cell;
mod chain;
mod decode;
mod error;
mod store;

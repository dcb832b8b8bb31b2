//! Pure arithmetic, free of FRAME: who can give how much ([`pace`]), and what a share of a pool is
//! worth ([`pool`]).

pub mod pace;
pub mod pool;

//! The entrances from outside: the routers in process, and bound listeners where a connection is the point.

mod agent;
mod description;
mod guard;
mod house;
mod internal;
mod lists;
mod live;
mod problems;
mod secrets;
mod serving;
mod web;

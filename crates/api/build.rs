//! Tells Cargo that the embedded web console changed; without a built console the binary carries a placeholder.

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}

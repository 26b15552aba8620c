//! Serial devices and pseudo-terminals.

use std::io;
use std::path::Path;

use serial2_tokio::{CharSize, FlowControl, Parity, SerialPort, Settings, StopBits};

pub(super) fn open(path: &Path, baud: u32) -> io::Result<SerialPort> {
    let port =
        SerialPort::open(path, |mut settings: Settings| configure(&mut settings, baud).map(|()| settings))?;
    // Some boxes answer only with DTR and RTS up; pseudo-terminals and some drivers have no such lines.
    let _ = port.set_dtr(true);
    let _ = port.set_rts(true);
    // What was said before we listened is half a line at best.
    let _ = port.discard_input_buffer();
    Ok(port)
}

fn configure(settings: &mut Settings, baud: u32) -> io::Result<()> {
    settings.set_raw();
    settings.set_baud_rate(baud)?;
    settings.set_char_size(CharSize::Bits8);
    settings.set_parity(Parity::None);
    settings.set_stop_bits(StopBits::One);
    settings.set_flow_control(FlowControl::None);
    Ok(())
}

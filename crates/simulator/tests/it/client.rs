//! A minimal AT client: enough to see that the simulator behaves, and nobody's production code.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::Duration,
};

use nix::fcntl::OFlag;

const PATIENCE: Duration = Duration::from_secs(10);

/// A client on its own threads; its lines come in order.
pub(crate) struct Client {
    port: File,
    lines: Receiver<String>,
}

impl Client {
    pub(crate) fn open(path: &Path) -> Self {
        let port = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags((OFlag::O_NOCTTY | OFlag::O_CLOEXEC).bits())
            .open(path)
            .unwrap();
        let mut reader = port.try_clone().unwrap();
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            let mut pending = Vec::new();
            let mut buffer = [0; 256];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                pending.extend_from_slice(&buffer[..count]);
                while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = pending.drain(..=end).collect();
                    let line = String::from_utf8_lossy(&line).trim().to_owned();
                    if !line.is_empty() && sender.send(line).is_err() {
                        return;
                    }
                }
                if pending.ends_with(b"> ") {
                    pending.clear();
                    let _ = sender.send("> ".to_owned());
                }
            }
        });
        Self { port, lines }
    }

    pub(crate) fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.port.write_all(text.as_bytes())
    }

    /// The next line; `None` when the port was closed.
    pub(crate) fn line(&mut self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("nothing heard for {PATIENCE:?}"),
        }
    }

    /// Waits for a line with this beginning.
    pub(crate) fn wait_for(&mut self, start: &str) -> String {
        loop {
            let line = self.line().unwrap_or_else(|| panic!("port closed while waiting for {start}"));
            if line.starts_with(start) {
                return line;
            }
        }
    }

    /// Sends a command; lines up to the final result.
    pub(crate) fn ask(&mut self, command: &str) -> Vec<String> {
        self.write(&format!("{command}\r")).unwrap();
        let mut lines = Vec::new();
        loop {
            let line = self.line().unwrap();
            let last = line == "OK" || line.contains("ERROR") || line == "COMMAND NOT SUPPORT";
            lines.push(line);
            if last {
                return lines;
            }
        }
    }

    pub(crate) fn init(&mut self) {
        self.ask("ATE0");
        for command in ["AT+CMEE=1", "AT+CMGF=0", "AT+CPMS=\"SM\",\"SM\",\"SM\"", "AT+CNMI=2,1,0,1,0"] {
            let answer = self.ask(command);
            assert_eq!(answer.last().unwrap(), "OK", "{command}: {answer:?}");
        }
    }

    /// Reads and deletes one stored message, telling its PDU.
    pub(crate) fn fetch(&mut self, index: &str) -> String {
        let answer = self.ask(&format!("AT+CMGR={index}"));
        let at = answer.iter().position(|line| line.starts_with("+CMGR:")).expect("a message");
        let pdu = answer[at + 1].clone();
        assert_eq!(self.ask(&format!("AT+CMGD={index}")).last().unwrap(), "OK");
        pdu
    }

    /// Waits for an announcement, then reads and deletes.
    pub(crate) fn receive(&mut self) -> String {
        let announced = self.wait_for("+CMTI:");
        let index = announced.rsplit(',').next().unwrap().to_owned();
        self.fetch(&index)
    }
}

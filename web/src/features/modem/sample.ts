/** A ready modem for tests, with whatever the test is about changed. */
import type { Modem } from '../../api/types';

export function sampleModem(change: Partial<Modem> = {}): Modem {
  return {
    id: 'm1',
    port: '/dev/ttyUSB0',
    manufacturer: 'Quectel',
    model: 'EC25-E',
    firmware: null,
    imei: '86••••••••1234',
    iccid: '8949•••••••••••4021',
    imsi: '26201••••••••••',
    number: '+4915112345678',
    country: 'DE',
    operator: 'Telekom.de',
    state: 'ready',
    reason: null,
    since: '2026-11-21T12:00:00Z',
    busy: false,
    currentService: null,
    currentHub: null,
    activationsOpen: 0,
    signalDbm: -71,
    signalBars: 4,
    registration: 'home',
    lastSmsAt: null,
    messagesReceived: 0,
    ...change,
  };
}

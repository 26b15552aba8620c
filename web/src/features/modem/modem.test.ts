import { describe, expect, it } from 'vitest';
import { clampBars, signalTone } from '../../ui/signal';
import { arrange, MODEMS_PER_PAGE, pageOf, type Arrangement } from './arrange';
import { shortPort } from './port';
import { sampleModem } from './sample';
import { countGroups, lookOf, statusOf } from './status';
import { readArrangement } from './useModemView';

const plain: Arrangement = { text: '', group: null, sort: 'port', direction: 'asc' };

describe('state', () => {
  it.each([
    ['ready', false, 'active', 'success'],
    ['ready', true, 'busy', 'busy'],
    ['probing', false, 'probing', 'warning'],
    ['starting', false, 'starting', 'warning'],
    ['degraded', true, 'degraded', 'warning'],
    ['simLocked', false, 'simLocked', 'warning'],
    ['absent', false, 'absent', 'neutral'],
    ['quarantined', false, 'quarantined', 'violet'],
  ] as const)('%s, busy %s, shows as %s in %s', (state, busy, status, tone) => {
    expect(statusOf({ state, busy })).toBe(status);
    expect(lookOf(status).tone).toBe(tone);
  });

  it('puts every modem into exactly one group', () => {
    const modems = [
      sampleModem(),
      sampleModem({ busy: true }),
      sampleModem({ state: 'quarantined' }),
      sampleModem({ state: 'simLocked' }),
      sampleModem({ state: 'probing' }),
      sampleModem({ state: 'absent' }),
    ];
    expect(countGroups(modems)).toEqual({ ready: 1, busy: 1, problem: 2, starting: 1, absent: 1 });
  });
});

describe('short port', () => {
  it.each([
    ['/dev/ttyUSB12', 'ttyUSB12'],
    ['/dev/pts/3', 'pts/3'],
    ['/dev/serial/by-id/usb-Quectel_EG25-G-if02-port0', 'usb-Quectel_EG25-G-if02-port0'],
    ['/tmp/.tmpXYZ/ports/modem-00', 'modem-00'],
    ['tcp://192.0.2.7:5000', '192.0.2.7:5000'],
    ['COM3', 'COM3'],
    ['/dev/serial/by-id/usb-SimTech__Incorporated_0123456789ABCDEF-if02-port0', 'usb-SimTech_…456789ABCDEF-if02-port0'],
  ])('%s reads %s', (port, short) => {
    expect(shortPort(port)).toBe(short);
  });
});

describe('signal', () => {
  it.each([
    [-1, 0],
    [0, 0],
    [3, 3],
    [3.9, 3],
    [9, 5],
    [Number.NaN, 0],
  ])('%d bars are drawn as %d', (bars, drawn) => {
    expect(clampBars(bars)).toBe(drawn);
  });

  it('turns red, amber and green', () => {
    expect(([0, 1, 2, 3, 4, 5] as const).map(signalTone)).toEqual([
      'error', 'error', 'warning', 'success', 'success', 'success',
    ]);
  });
});

describe('arranging', () => {
  const two = sampleModem({ id: 'a', port: '/dev/ttyUSB2', signalDbm: -90, state: 'degraded' });
  const ten = sampleModem({ id: 'b', port: '/dev/ttyUSB10', signalDbm: null });
  const one = sampleModem({ id: 'c', port: '/dev/ttyUSB1', signalDbm: -60, busy: true, currentService: 'tg' });
  const modems = [ten, two, one];
  const ports = (how: Partial<Arrangement>) => arrange(modems, { ...plain, ...how }).map((modem) => modem.id);

  it('counts ports instead of spelling them', () => {
    expect(ports({})).toEqual(['c', 'a', 'b']);
    expect(ports({ direction: 'desc' })).toEqual(['b', 'a', 'c']);
  });

  it('sorts by the name that is shown', () => {
    const hidden = sampleModem({ id: 'z', port: '/dev/serial/by-path/a-usb' });
    const tcp = sampleModem({ id: 't', port: 'tcp://192.0.2.1:5000' });
    expect(arrange([one, hidden, tcp], plain).map((modem) => modem.id)).toEqual(['t', 'z', 'c']);
  });

  it('leaves modems without a reading last in both directions', () => {
    expect(ports({ sort: 'signal', direction: 'asc' })).toEqual(['a', 'c', 'b']);
    expect(ports({ sort: 'signal', direction: 'desc' })).toEqual(['c', 'a', 'b']);
  });

  it('brings troubles first when sorted by state', () => {
    expect(ports({ sort: 'state' })).toEqual(['a', 'c', 'b']);
  });

  it('finds by service name, by part of a number, by several words', () => {
    expect(ports({ text: 'telegram' })).toEqual(['c']);
    expect(ports({ text: '12345 usb2' })).toEqual(['a']);
    expect(ports({ text: 'nothing like it' })).toEqual([]);
  });

  it('narrows to a group', () => {
    expect(ports({ group: 'busy' })).toEqual(['c']);
  });

  it('does not change the list it was given', () => {
    arrange(modems, plain);
    expect(modems).toEqual([ten, two, one]);
  });

  it('pages 256 modems and stays within the pages there are', () => {
    const items = Array.from({ length: 256 }, (_, index) => index);
    expect(pageOf(items, 1).shown).toHaveLength(MODEMS_PER_PAGE);
    expect(pageOf(items, 99)).toMatchObject({ page: 3, pages: 3 });
    expect(pageOf(items, 99).shown).toHaveLength(56);
    expect(pageOf([], 0)).toMatchObject({ page: 1, pages: 1 });
  });

  it('reads nonsense in the URL as nothing', () => {
    expect(readArrangement(new URLSearchParams('sort=colour&state=happy&dir=up'))).toEqual(plain);
  });
});

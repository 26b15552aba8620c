// A small made-up yard: modems, hubs and what happens to them, moved on by `tick()`. No I/O in here.

const MODELS = [
  ['Quectel', 'EC25-E', 'EC25EFAR06A06M4G'],
  ['SIMCom', 'SIM7600E', 'LE20B04SIM7600E22'],
  ['Huawei', 'E3372h', '22.333.01.00.00'],
  ['Quectel', 'EG91-EX', 'EG91EXGAR08A05M1G'],
];
const OPERATORS = [
  ['DE', 'Telekom.de', '+49151', '26201', 'germany'],
  ['DE', 'Vodafone.de', '+49172', '26202', 'germany'],
  ['NL', 'KPN', '+31612', '20408', 'netherlands'],
  ['GB', 'EE', '+44739', '23430', 'england'],
];
const SERVICES = ['tg', 'wa', 'go', 'ig', 'ds', 'xk'];
const HUBS = [
  { id: 'smshub-1', profile: 'smshub', currency: 'RUB' },
  { id: 'grizzly', profile: 'grizzly', currency: 'USD' },
];
/** Status with which a hub ends an activation, and the state it leads to. */
const ENDS = { 3: 'completed', 4: 'cancelled' };
const ACTIVITIES_KEPT = 2_000;

/** A small generator with a seed, so that pictures of the pages look alike from run to run. */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** As the log writes the numbers that hubs asked about. */
function masked(number) {
  return `${number.slice(0, 5)}${'•'.repeat(number.length - 8)}${number.slice(-3)}`;
}

function placeOf(modem) {
  return OPERATORS.find(([, operator]) => operator === modem.operator)?.[4] ?? 'any';
}

export function createWorld({ modems: howMany = 12, seed = 7, announce = () => {} } = {}) {
  const random = createRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
  const now = () => ago(0);
  let nextId = 1;
  let nextSms = 1;
  const freshId = () => `01J${String(nextId++).padStart(10, '0')}`;
  const activations = [];
  const activities = [];
  let messagesToday = 137;

  const modems = Array.from({ length: howMany }, (_, index) => createModem(index));
  applyTroubles();

  function createModem(index) {
    const [manufacturer, model, firmware] = MODELS[index % MODELS.length];
    const [country, operator, prefix, network] = OPERATORS[index % OPERATORS.length];
    const signalBars = 1 + Math.floor(random() * 5);
    return {
      id: freshId(),
      port: portOf(index),
      manufacturer,
      model,
      firmware,
      imei: `86••••••••${String(1000 + index)}`,
      iccid: `8949•••••••••••${String(4021 + index * 37)}`,
      imsi: `${network}••••••••••`,
      number: `${prefix}${String(10_000_000 + Math.floor(random() * 89_999_999)).slice(0, 7)}`,
      country,
      operator,
      state: 'ready',
      reason: null,
      since: ago(3600 * (1 + random() * 40)),
      busy: false,
      currentService: null,
      currentHub: null,
      activationsOpen: 0,
      signalDbm: -113 + signalBars * 11 + Math.floor(random() * 8),
      signalBars,
      registration: index % 4 === 3 ? 'roaming' : 'home',
      lastSmsAt: random() < 0.15 ? null : ago(random() * 9000),
      messagesReceived: Math.floor(random() * 240),
    };
  }

  /** Names as long and as short as they are in real yards. */
  function portOf(index) {
    if (index % 5 === 3) return `/dev/serial/by-id/usb-Quectel_EG25-G_${String(0xa11ce + index)}-if02-port0`;
    if (index % 5 === 4) return `tcp://192.0.2.${index}:5000`;
    return `/dev/ttyUSB${index * 2}`;
  }

  function applyTroubles() {
    const troubles = [
      [4, { state: 'simLocked', reason: 'sim.pin_missing', number: null, operator: null, country: null, registration: null }],
      [6, { state: 'degraded', reason: 'network.not_registered', registration: 'searching', signalBars: 0, signalDbm: -113 }],
      [8, { state: 'quarantined', reason: 'modem.not_answering', signalDbm: null, signalBars: 0, registration: null }],
      [9, { state: 'probing', model: null, manufacturer: null, firmware: null, imei: null, iccid: null, imsi: null, number: null, operator: null, country: null, signalDbm: null, signalBars: 0, registration: null, lastSmsAt: null, messagesReceived: 0 }],
      [11, { state: 'absent', reason: 'port.missing', signalDbm: null, signalBars: 0, registration: null }],
    ];
    for (const [index, change] of troubles) {
      if (modems[index]) Object.assign(modems[index], change, { since: ago(400 + index * 60) });
    }
  }

  function record(kind, severity, code, { modem, number, hub, service, detail = {}, at = now() } = {}) {
    const last = activities[0];
    if (code === 'get_services.success' && last?.code === code && last.hub === hub) {
      last.count += 1;
      last.at = at;
      announce('activity', [last.id]);
      return;
    }
    const activity = {
      id: freshId(),
      at,
      kind,
      severity,
      hub: hub ?? null,
      modem: modem?.port ?? null,
      number: number ?? null,
      service: service ?? null,
      code,
      detail,
      count: 1,
    };
    activities.unshift(activity);
    activities.length = Math.min(activities.length, ACTIVITIES_KEPT);
    announce('activity', [activity.id]);
  }

  function openActivation(at = now()) {
    const free = modems.filter((modem) => modem.state === 'ready' && !modem.busy);
    if (free.length < 2) return;
    const modem = pick(free);
    const hub = pick(HUBS);
    const service = pick(SERVICES);
    const activation = {
      id: freshId(),
      wireId: String(480_000 + nextId),
      hub: hub.id,
      service,
      number: modem.number,
      state: 'waiting',
      statusCode: null,
      openedAt: at,
      updatedAt: at,
      messages: 0,
      sum: (5 + Math.floor(random() * 40)).toFixed(2),
      currency: hub.currency,
    };
    activations.unshift(activation);
    Object.assign(modem, { busy: true, currentService: service, currentHub: hub.id, activationsOpen: 1 });
    record('hub.call', 'success', 'get_number.success', {
      hub: hub.id, service, at, number: masked(modem.number),
      detail: { action: 'GET_NUMBER', activation: activation.wireId, country: placeOf(modem), operator: 'any' },
    });
    announce('activation', [activation.id]);
    announce('modem', [modem.id]);
  }

  function receive(at = now()) {
    const waiting = activations.filter((one) => one.state === 'waiting' || one.state === 'ready');
    if (waiting.length === 0) return;
    const activation = pick(waiting);
    const modem = modems.find((one) => one.number === activation.number);
    Object.assign(modem, { lastSmsAt: at, messagesReceived: modem.messagesReceived + 1 });
    Object.assign(activation, { state: 'ready', messages: activation.messages + 1, updatedAt: at });
    messagesToday += 1;
    const message = freshId();
    const characters = 18 + Math.floor(random() * 320);
    const total = String(Math.ceil(characters / 153));
    record('message.received', 'success', 'message.received', {
      modem, number: modem.number, at, detail: { message, characters: String(characters), parts: total, total },
    });
    announce('message', [message]);
    announce('modem', [modem.id]);
    push(activation, at);
    announce('activation', [activation.id]);
  }

  /** Now and then the hub takes a message only the second time. */
  function push(activation, at) {
    const { hub } = activation;
    const number = masked(activation.number);
    const sms_id = String(nextSms++);
    const attempt = random() < 0.2 ? '2' : '1';
    if (attempt === '2') {
      const outcome = pick(['http 200 ERROR', 'http 502']);
      record('hub.push', 'warning', 'push.refused', { hub, number, at, detail: { attempt: '1', sms_id, outcome } });
    }
    record('hub.push', 'success', 'push.accepted', { hub, number, at, detail: { attempt, sms_id } });
    announce('push', [sms_id, hub]);
  }

  function finish(at = now()) {
    const served = activations.filter((one) => one.state === 'ready');
    const open = served.length > 0 ? served : activations.filter((one) => one.state === 'waiting');
    if (open.length < 2) return;
    const activation = pick(open);
    const status = activation.messages > 0 ? 3 : 4;
    const state = ENDS[status];
    const modem = modems.find((one) => one.number === activation.number);
    Object.assign(activation, { state, statusCode: status, updatedAt: at });
    Object.assign(modem, { busy: false, currentService: null, currentHub: null, activationsOpen: 0 });
    record('hub.call', status === 3 ? 'success' : 'info', `finish.${status}`, {
      hub: activation.hub, at,
      detail: {
        action: 'FINISH_ACTIVATION', activation: activation.wireId, status: String(status), state, repeated: 'false',
      },
    });
    announce('activation', [activation.id]);
    announce('modem', [modem.id]);
  }

  function askServices(at = now()) {
    record('hub.call', 'info', 'get_services.success', { hub: pick(HUBS).id, at, detail: { action: 'GET_SERVICES' } });
  }

  function drift() {
    const ready = modems.filter((modem) => modem.state === 'ready');
    if (ready.length === 0) return;
    const modem = pick(ready);
    modem.signalDbm = Math.max(-109, Math.min(-51, modem.signalDbm + Math.floor(random() * 9) - 4));
    modem.signalBars = Math.max(1, Math.min(5, Math.round((modem.signalDbm + 113) / 12)));
    announce('modem', [modem.id]);
  }

  function trouble(at = now()) {
    const recovering = modems.find((modem) => modem.reason === 'modem.restarting');
    if (recovering) {
      Object.assign(recovering, { state: 'ready', reason: null, since: at, registration: 'home' });
      record('modem.state', 'success', 'modem.state_changed', {
        modem: recovering, at, detail: { from: 'starting', to: 'ready', modem_id: recovering.id },
      });
      announce('modem', [recovering.id]);
      return;
    }
    const free = modems.filter((modem) => modem.state === 'ready' && !modem.busy);
    if (free.length < 3) return;
    const modem = pick(free);
    Object.assign(modem, { state: 'probing', reason: 'modem.restarting', since: at });
    record('modem.error', 'warning', 'modem.recovery', { modem, at, detail: { step: 'restart' } });
    record('modem.error', 'warning', 'modem.state_changed', {
      modem, at,
      detail: {
        from: 'ready', to: 'probing', modem_id: modem.id, reason: 'modem.restarting',
        advice: 'wait; it comes back by itself',
      },
    });
    announce('modem', [modem.id]);
  }

  function tick(at) {
    const dice = random();
    if (dice < 0.2) openActivation(at);
    else if (dice < 0.5) receive(at);
    else if (dice < 0.65) finish(at);
    else if (dice < 0.8) askServices(at);
    else if (dice < 0.96) drift();
    else trouble(at);
  }

  for (let step = 260; step > 0; step -= 1) tick(ago(step * 20));

  const open = (hub) => activations.filter((one) => one.hub === hub.id && ['waiting', 'ready'].includes(one.state));
  return {
    tick,
    modems: () => modems,
    activities: () => activities,
    activations: () => activations,
    overview: () => ({
      modems: {
        total: modems.length,
        ready: modems.filter((modem) => modem.state === 'ready' && !modem.busy).length,
        busy: modems.filter((modem) => modem.state === 'ready' && modem.busy).length,
        problem: modems.filter((modem) => ['simLocked', 'degraded', 'quarantined'].includes(modem.state)).length,
      },
      hubs: HUBS.map((hub) => ({
        id: hub.id,
        profile: hub.profile,
        openActivations: open(hub).length,
        pushesPending: 0,
        earnings: [{ currency: hub.currency, amount: hub.currency === 'RUB' ? '2140.00' : '38.25' }],
        lastCallAt: activities.find((one) => one.hub === hub.id)?.at ?? null,
      })),
      messagesToday,
      serverTime: now(),
      version: '0.1.0-mock',
      simulated: true,
    }),
  };
}

// A small made-up yard: modems, hubs and what happens to them, moved on by `tick()`. No I/O in here.

const MODELS = [
  ['Quectel', 'EC25-E', 'EC25EFAR06A06M4G'],
  ['SIMCom', 'SIM7600E', 'LE20B04SIM7600E22'],
  ['Huawei', 'E3372h', '22.333.01.00.00'],
  ['Quectel', 'EG91-EX', 'EG91EXGAR08A05M1G'],
];
const OPERATORS = [
  ['DE', 'Telekom.de', '+49151', '26201'],
  ['DE', 'Vodafone.de', '+49172', '26202'],
  ['NL', 'KPN', '+31612', '20408'],
  ['GB', 'EE', '+44739', '23430'],
];
const SERVICES = ['tg', 'wa', 'go', 'ig', 'ds', 'xk'];
const HUBS = [
  { id: 'smshub-1', profile: 'SMSHub', currency: 'RUB' },
  { id: 'grizzly', profile: 'Grizzly', currency: 'USD' },
];
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

export function createWorld({ modems: howMany = 12, seed = 7, announce = () => {} } = {}) {
  const random = createRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
  const now = () => ago(0);
  let nextId = 1;
  const freshId = () => `01J${String(nextId++).padStart(10, '0')}`;
  const activations = [];
  const activities = [];
  let messagesToday = 137;

  const modems = Array.from({ length: howMany }, (_, index) => createModem(index));
  applyTroubles();

  function createModem(index) {
    const [manufacturer, model, firmware] = MODELS[index % MODELS.length];
    const [country, operator, prefix, imsiPrefix] = OPERATORS[index % OPERATORS.length];
    const signalBars = 1 + Math.floor(random() * 5);
    return {
      id: freshId(),
      port: `/dev/ttyUSB${index * 2}`,
      site: index % 3 === 0 ? null : index % 3 === 1 ? 'shelf A' : 'shelf B',
      manufacturer,
      model,
      firmware,
      imei: `86••••••••${String(1000 + index)}`,
      iccid: `8949•••••••••••${String(4021 + index * 37)}`,
      imsiPrefix,
      number: `${prefix}${String(10_000_000 + Math.floor(random() * 89_999_999)).slice(0, 7)}`,
      country,
      operator,
      state: 'ready',
      reason: null,
      reasonDetail: null,
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

  function applyTroubles() {
    const troubles = [
      [4, { state: 'simLocked', reason: 'sim_pin_required', number: null, operator: null, country: null, registration: 'unknown' }],
      [6, { state: 'degraded', reason: 'not_registered', registration: 'searching', signalBars: 0, signalDbm: -113 }],
      [8, { state: 'quarantined', reason: 'no_answer', reasonDetail: '5 × AT, 30 s', signalDbm: null, signalBars: 0, registration: 'unknown' }],
      [9, { state: 'probing', model: null, manufacturer: null, firmware: null, iccid: null, number: null, operator: null, country: null, signalDbm: null, signalBars: 0, registration: 'unknown', lastSmsAt: null, messagesReceived: 0 }],
      [11, { state: 'absent', reason: 'port_missing', signalDbm: null, signalBars: 0, registration: 'unknown' }],
    ];
    for (const [index, change] of troubles) {
      if (modems[index]) Object.assign(modems[index], change, { since: ago(400 + index * 60) });
    }
  }

  function record(kind, severity, code, { modem, hub, service, detail = {}, at = now() } = {}) {
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
      number: modem?.number ?? null,
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
    record('activation.opened', 'info', 'get_number.success', {
      modem, hub: hub.id, service, at, detail: { sum: activation.sum, currency: activation.currency },
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
    const { hub, service } = activation;
    const length = String(18 + Math.floor(random() * 120));
    record('message.received', 'success', 'message.received', { modem, at, detail: { length, parts: '1' } });
    announce('message', [freshId()]);
    announce('modem', [modem.id]);
    if (random() < 0.2) {
      record('hub.push', 'warning', 'push.refused', { modem, hub, service, at, detail: { attempt: '1', http: '502' } });
    }
    record('hub.push', 'success', 'push.accepted', { modem, hub, service, at, detail: { attempt: '1' } });
    announce('activation', [activation.id]);
  }

  function finish(at = now()) {
    const served = activations.filter((one) => one.state === 'ready');
    const open = served.length > 0 ? served : activations.filter((one) => one.state === 'waiting');
    if (open.length < 2) return;
    const activation = pick(open);
    const sold = activation.messages > 0;
    const code = sold ? 3 : 4;
    const modem = modems.find((one) => one.number === activation.number);
    Object.assign(activation, { state: sold ? 'completed' : 'cancelled', statusCode: code, updatedAt: at });
    Object.assign(modem, { busy: false, currentService: null, currentHub: null, activationsOpen: 0 });
    record('activation.finished', sold ? 'success' : 'info', `finish.${code}`, {
      modem, hub: activation.hub, service: activation.service, at, detail: { status: String(code) },
    });
    announce('activation', [activation.id]);
    announce('modem', [modem.id]);
  }

  function askServices(at = now()) {
    record('hub.call', 'info', 'get_services.success', { hub: pick(HUBS).id, at });
    announce('hub', []);
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
    const recovering = modems.find((modem) => modem.reason === 'recovering');
    if (recovering) {
      Object.assign(recovering, { state: 'ready', reason: null, since: at, registration: 'home' });
      record('modem.state', 'success', 'modem.ready', { modem: recovering, at, detail: { from: 'degraded' } });
      announce('modem', [recovering.id]);
      return;
    }
    const free = modems.filter((modem) => modem.state === 'ready' && !modem.busy);
    if (free.length < 3) return;
    const modem = pick(free);
    Object.assign(modem, { state: 'degraded', reason: 'recovering', since: at });
    record('modem.error', 'error', 'modem.degraded', { modem, at, detail: { reason: 'no_answer', attempt: '3' } });
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

  record('system', 'info', 'system.started', { at: ago(5400) });
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

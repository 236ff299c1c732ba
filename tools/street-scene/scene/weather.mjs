/**
 * What light and weather do to the street; a scenario names one. Intensities are those of three.js, chosen by eye beside
 * pictures of street cameras. `sun` comes from behind the camera's left shoulder and is the moon at night.
 */
const DRY = { tint: '#a3a3a2', roughness: 0.93 };
const WET = { tint: '#6d6e70', roughness: 0.34 };

const SUNNY = {
  sun: { colour: '#fff1dc', intensity: 3.4 },
  ambient: { above: '#cfdcea', below: '#a39a8b', intensity: 1.35 },
  sky: ['#6fa6dc', '#cfe1ef', '#dfe8ee'],
  reflected: { zenith: '#4f8fd0', horizon: '#cfe0ee', sun: 30, intensity: 0.75 },
  fog: { colour: '#cbd9e4', fromM: 70, toM: 260 },
  exposure: 0.82,
  road: DRY,
  areLampsLit: false,
  drops: 0,
  /** Strength of the sensor's noise, as ffmpeg's `noise` takes it. */
  noise: 0,
};

const OVERCAST = {
  ...SUNNY,
  sun: { colour: '#e8edf2', intensity: 0.5 },
  ambient: { above: '#d6dde4', below: '#8f8b85', intensity: 2.5 },
  sky: ['#b4bcc4', '#cdd3d8', '#d9dde0'],
  reflected: { zenith: '#aab4bd', horizon: '#d5dade', sun: 0, intensity: 0.8 },
  fog: { colour: '#c9cfd4', fromM: 60, toM: 220 },
  noise: 4,
};

const DUSK = {
  ...SUNNY,
  sun: { colour: '#8fa3c8', intensity: 0.25 },
  ambient: { above: '#8494b4', below: '#5f564f', intensity: 1.0 },
  sky: ['#3b4b70', '#8c7f92', '#c79a80'],
  reflected: { zenith: '#33425f', horizon: '#a98b85', sun: 0, intensity: 0.45 },
  fog: { colour: '#6d6a7c', fromM: 60, toM: 240 },
  exposure: 1,
  areLampsLit: true,
  noise: 7,
};

export const WEATHERS = Object.freeze({
  sunny: SUNNY,
  overcast: OVERCAST,
  dusk: DUSK,
  night: {
    ...DUSK,
    sun: { colour: '#7f92b8', intensity: 0.06 },
    ambient: { above: '#3d4763', below: '#2b2622', intensity: 0.35 },
    sky: ['#0a0d16', '#121624', '#1d1d26'],
    reflected: { zenith: '#0a0d16', horizon: '#2a2830', sun: 0, intensity: 0.3 },
    fog: { colour: '#14161f', fromM: 50, toM: 220 },
    /** Cameras open up at night: the mean luma of filmed night streets is about 50 of 255. */
    exposure: 2.2,
    noise: 8,
  },
  rain: {
    ...OVERCAST,
    sun: { colour: '#dfe5ea', intensity: 0.2 },
    ambient: { above: '#b9c1c9', below: '#6f6d6b', intensity: 1.9 },
    sky: ['#8d959d', '#a5acb3', '#b4babf'],
    fog: { colour: '#a9b0b6', fromM: 30, toM: 160 },
    road: WET,
    drops: 420,
    noise: 5,
  },
});

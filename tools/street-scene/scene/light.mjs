import * as THREE from 'three';

/** Sun behind the camera's left shoulder: lights the backs and flanks of the vehicles, keeps the road out of the shade. */
const SUN_DIRECTION = new THREE.Vector3(-0.36, 0.95, 0.52).normalize();
/** The stretch of street whose shadows matter: from the camera to just past the junction. */
const SHADOW_CENTRE = new THREE.Vector3(0, 0, -32);
const SHADOW_HALF = { along: 44, across: 26 };

/** Sun, sky and fog of one of the `WEATHERS`. */
export function addLight(scene, renderer, weather) {
  const { ambient, fog, reflected } = weather;
  scene.background = skyTexture(weather.sky);
  scene.fog = new THREE.Fog(fog.colour, fog.fromM, fog.toM);
  const sun = new THREE.DirectionalLight(weather.sun.colour, weather.sun.intensity);
  sun.position.copy(SUN_DIRECTION).multiplyScalar(80).add(SHADOW_CENTRE);
  sun.target.position.copy(SHADOW_CENTRE);
  sun.castShadow = true;
  Object.assign(sun.shadow.camera, {
    left: -SHADOW_HALF.across,
    right: SHADOW_HALF.across,
    top: SHADOW_HALF.along,
    bottom: -SHADOW_HALF.along,
    near: 20,
    far: 150,
  });
  sun.shadow.bias = -0.0004;
  sun.shadow.normalBias = 0.03;
  sun.shadow.radius = 3;
  const sky = new THREE.HemisphereLight(ambient.above, ambient.below, ambient.intensity);
  scene.add(sun, sun.target, sky);
  scene.environment = environment(renderer, reflected);
  scene.environmentIntensity = reflected.intensity;
  return sun;
}

function skyTexture([top, middle, bottom]) {
  const canvas = document.createElement('canvas');
  canvas.width = 16;
  canvas.height = 512;
  const pen = canvas.getContext('2d');
  const fade = pen.createLinearGradient(0, 0, 0, 512);
  fade.addColorStop(0, top);
  fade.addColorStop(0.28, middle);
  fade.addColorStop(1, bottom);
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 16, 512);
  const texture = new THREE.CanvasTexture(canvas);
  texture.colorSpace = THREE.SRGBColorSpace;
  return texture;
}

/** What paint and glass reflect: sky above, dark rows of houses to the sides, road below, a bright sun. */
function environment(renderer, { zenith, horizon, sun: glow }) {
  const room = new THREE.Scene();
  const dome = new THREE.Mesh(
    new THREE.SphereGeometry(90, 32, 24),
    new THREE.ShaderMaterial({
      side: THREE.BackSide,
      uniforms: { zenith: { value: new THREE.Color(zenith) }, horizon: { value: new THREE.Color(horizon) } },
      vertexShader:
        'varying vec3 d; void main(){ d = position; gl_Position = projectionMatrix*modelViewMatrix*vec4(position,1.); }',
      fragmentShader:
        'uniform vec3 zenith; uniform vec3 horizon; varying vec3 d; void main(){ float h = normalize(d).y;' +
        ' gl_FragColor = vec4(h > 0. ? mix(horizon, zenith, pow(h, .6)) * 1.5 : vec3(.16,.155,.15), 1.); }',
    }),
  );
  room.add(dome);
  const houses = new THREE.MeshBasicMaterial({ color: '#5a544d' });
  for (const side of [-1, 1]) {
    for (let i = 0; i < 7; i += 1) {
      const height = 16 + ((i * 7) % 5) * 3;
      const house = new THREE.Mesh(new THREE.BoxGeometry(4, height, 17), houses);
      house.position.set(side * 34, height / 2 - 6, -60 + i * 20);
      room.add(house);
    }
  }
  if (glow > 0) room.add(sunDisc(glow));
  const generator = new THREE.PMREMGenerator(renderer);
  return generator.fromScene(room, 0.01).texture;
}

function sunDisc(glow) {
  const sun = new THREE.Mesh(new THREE.SphereGeometry(5, 16, 12), new THREE.MeshBasicMaterial({ color: '#ffffff' }));
  sun.material.color.multiplyScalar(glow);
  sun.position.copy(SUN_DIRECTION).multiplyScalar(80);
  return sun;
}

import * as THREE from 'three';

/** Sun behind the camera's left shoulder: lights the backs and flanks of the vehicles, keeps the road out of the shade. */
const SUN_DIRECTION = new THREE.Vector3(-0.36, 0.95, 0.52).normalize();
/** The stretch of street whose shadows matter: from the camera to just past the junction. */
const SHADOW_CENTRE = new THREE.Vector3(0, 0, -32);
const SHADOW_HALF = { along: 44, across: 26 };

const ZENITH = '#4f8fd0';
const HORIZON = '#cfe0ee';

export function addDaylight(scene, renderer) {
  scene.background = skyTexture();
  scene.fog = new THREE.Fog('#cbd9e4', 70, 260);
  const sun = new THREE.DirectionalLight('#fff1dc', 3.4);
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
  const sky = new THREE.HemisphereLight('#cfdcea', '#a39a8b', 1.35);
  scene.add(sun, sun.target, sky);
  scene.environment = environment(renderer);
  scene.environmentIntensity = 0.75;
  return sun;
}

function skyTexture() {
  const canvas = document.createElement('canvas');
  canvas.width = 16;
  canvas.height = 512;
  const pen = canvas.getContext('2d');
  const fade = pen.createLinearGradient(0, 0, 0, 512);
  fade.addColorStop(0, '#6fa6dc');
  fade.addColorStop(0.28, '#cfe1ef');
  fade.addColorStop(1, '#dfe8ee');
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 16, 512);
  const texture = new THREE.CanvasTexture(canvas);
  texture.colorSpace = THREE.SRGBColorSpace;
  return texture;
}

/** What paint and glass reflect: sky above, dark rows of houses to the sides, road below, a bright sun. */
function environment(renderer) {
  const room = new THREE.Scene();
  const dome = new THREE.Mesh(
    new THREE.SphereGeometry(90, 32, 24),
    new THREE.ShaderMaterial({
      side: THREE.BackSide,
      uniforms: { zenith: { value: new THREE.Color(ZENITH) }, horizon: { value: new THREE.Color(HORIZON) } },
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
  const sun = new THREE.Mesh(new THREE.SphereGeometry(5, 16, 12), new THREE.MeshBasicMaterial({ color: '#ffffff' }));
  sun.material.color.multiplyScalar(30);
  sun.position.copy(SUN_DIRECTION).multiplyScalar(80);
  room.add(sun);
  const generator = new THREE.PMREMGenerator(renderer);
  return generator.fromScene(room, 0.01).texture;
}

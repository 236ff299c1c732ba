import { x } from "#curb"; console.log("edge", x);

import { x } from "#curb"; console.log("hub", x);

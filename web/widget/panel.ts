import style from "./panel.css?inline"; export const panel = style; 

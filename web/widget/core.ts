export const open = () => import("./panel");

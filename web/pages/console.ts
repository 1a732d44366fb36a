import "../console/main.tsx";

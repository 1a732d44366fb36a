export {}; console.log('chat')

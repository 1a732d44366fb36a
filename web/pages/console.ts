export {}; console.log('console')

/** Emoji and emoticons, which mean the same in every language: weight (see `lexicon.ts`) and what bears it. Skin tones and variants are left out. */
export const emojiWeights: readonly (readonly [weight: number, list: string])[] = [
  [3, '😍 🥰 😘 ❤ 💖 💕 💗 💓 💞 💘 💝 🤩 🥳 💯 🏆'],
  [
    2,
    `😀 😃 😄 😁 😆 😊 ☺ 🙂 😇 😋 😎 🤗 😻 😽 💙 💚 💛 🧡 💜 🤍 🖤 🤎 ♥ ❣ 💟 👍 👏 🙌 🎉 🎊 ✨ 🌟 ⭐ 😂 🤣 😹 😸 😺 💋 😚 😙 😗 🎂 🎁 🥂 🍾 💐 🌹 🌸
     🌺 🌷 🌻 😌 👌 💪 🫶 🤝 ✅ ✔ 🔥 🎈`,
  ],
  [1, '😉 😜 😝 😛 🤪 🙏 ✌ 🤞 👋 🙋 🍀 ☀ 🌈 🌞 🍻 🍺 💃 🕺 🎶 🎵 🎼 💫 🤭 🤤 😏 🆗 🚀 👑 🤙 🌼 🌿 ☕ 🍕 ⚽ 🥇'],
  [-1, '😐 😑 😶 😕 😟 🙁 ☹ 😮 😯 😳 🤔 🤨 🙄 😬 😪 😴 🥱 😓 😥 🤧 🤒 🤕 🥴 😵 ⏳ ⌛ ⚠ ❗ ❓ 🤷 😷 🥺 😧 😦 😲'],
  [-2, '😒 😞 😔 😣 😖 😫 😩 😢 😰 😨 😱 🤦 😿 🙍 🙎 👎 💔 🖕 ❌ 🚫 🚮 🗑 🤥 😾 👿 😈 🙅 ☠ 💀 🤢'],
  [-3, '😡 😠 🤬 😤 😭 🤮 💩 🤡'],
];

export const emoticonWeights: readonly (readonly [weight: number, list: string])[] = [
  [2, ':) :-) (: =) :] :D :-D =D ;D <3 :* :-* ^^ ^_^ :3 8) \\o/'],
  [1, ';) ;-) :P :-P :p ;P =P'],
  [-1, ':/ :-/ :| :-| -_- =/ :\\ :-\\'],
  [-2, ":( :-( =( ): :'( :[ :c ;_; </3 >:( :@"],
];

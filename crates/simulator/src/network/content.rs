//! Made-up messages that look like what services really send.

use super::OutgoingText;
use crate::dice::Dice;

/// One-time-password texts of a service; `{code}` stands for the code.
#[derive(Debug)]
struct Template {
    /// Service code as aggregators use it.
    service: &'static str,
    from: &'static str,
    text: &'static str,
    code_digits: usize,
}

const fn template(
    service: &'static str,
    from: &'static str,
    text: &'static str,
    code_digits: usize,
) -> Template {
    Template { service, from, text, code_digits }
}

/// Senders are names, short codes, or numbers reserved for fiction.
const TEMPLATES: &[Template] = &[
    template("go", "Google", "G-{code} is your Google verification code.", 6),
    template("go", "22000", "G-{code} est votre code de validation Google.", 6),
    template(
        "wa",
        "WhatsApp",
        "Your WhatsApp code: {code3}\n\nYou can also tap on this link to verify your phone: v.example.com/{code}\n\nDon't share this code with others",
        6,
    ),
    template("wa", "+447700900461", "Ваш код WhatsApp: {code3}\n\nНе сообщайте его никому", 6),
    template(
        "tg",
        "Telegram",
        "Telegram code: {code}\n\nYou can also tap on this link to log in:\nhttps://t.example.com/login/{code}",
        5,
    ),
    template(
        "tg",
        "Telegram",
        "Код Telegram: {code}. Никому его не сообщайте, даже если просят от имени Telegram!",
        5,
    ),
    template("wb", "10690000", "【微信】验证码{code}，用于登录，请勿转发。如非本人操作，请忽略本短信。", 6),
    template("vk", "VK", "VK: {code} – ваш код для входа", 5),
    template("fb", "32665", "{code} is your Facebook confirmation code", 5),
    template("ig", "Instagram", "<#> {code3} is your Instagram code. Don't share it. \u{1F512}", 6),
    template("ds", "Discord", "Your Discord verification code is: {code}", 6),
    template("am", "AMAZON", "{code} is your Amazon OTP. Do not share it with anyone.", 6),
    template("oi", "Tinder", "Tu código es {code} \u{2764}\u{FE0F}\u{1F525} ¡No lo compartas!", 6),
    template("mm", "Microsoft", "Use {code} as Microsoft account security code", 6),
    template("ot", "+12025550143", "Your verification code is {code}. It expires in 10 minutes.", 6),
];

/// A plausible code message for a service (`wa`, `tg`, …); unknown services get a general one.
pub fn otp(service: &str, dice: &mut Dice) -> OutgoingText {
    let fitting: Vec<&Template> = TEMPLATES.iter().filter(|template| template.service == service).collect();
    match dice.pick(&fitting) {
        Some(template) => filled(template, dice),
        None => OutgoingText::new("+12025550143", format!("{} is your code for {service}.", dice.digits(6))),
    }
}

/// Any message: mostly codes, now and then a long one, in many scripts.
pub fn anything(dice: &mut Dice) -> OutgoingText {
    match dice.below(10) {
        0 => long(dice),
        1 => long(dice).out_of_order(),
        _ => match dice.pick(TEMPLATES) {
            Some(template) => filled(template, dice),
            None => long(dice),
        },
    }
}

/// A text that needs several parts.
pub fn long(dice: &mut Dice) -> OutgoingText {
    let code = dice.digits(6);
    let english = format!(
        "Your code is {code}. Never tell it to anyone, not even to people who say they work for us. If you did not \
         ask for this code, change your password at once and write to support@example.com. This message was sent \
         because somebody entered your number on our page. Terms of use: https://www.example.com/terms"
    );
    let chinese = format!(
        "【示例公司】您的验证码是{code}，十分钟内有效。请勿将验证码告诉任何人，包括自称本公司员工的人。如果不是您本人操作，\
         请立即修改密码并联系客服。感谢您的使用，祝您生活愉快！\u{1F389}"
    );
    let text = if dice.chance(50) { english } else { chinese };
    OutgoingText::new("Example", text)
}

fn filled(template: &Template, dice: &mut Dice) -> OutgoingText {
    let code = dice.digits(template.code_digits);
    let (head, tail) = code.split_at(code.len() / 2);
    let text = template.text.replace("{code3}", &format!("{head}-{tail}")).replace("{code}", &code);
    OutgoingText::new(template.from, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tpdu;

    #[test]
    fn everything_made_up_can_be_sent() {
        let mut dice = Dice::new(5);
        for _ in 0..300 {
            let text = anything(&mut dice);
            let pdus = tpdu::encode_text(&text, "+447700900999", 1_700_000_000, 7).unwrap();
            assert!(!pdus.is_empty() && pdus.len() < 8, "{text:?}");
        }
    }

    #[test]
    fn every_template_is_filled_with_its_code() {
        let mut dice = Dice::new(5);
        for template in TEMPLATES {
            let text = filled(template, &mut dice);
            assert!(!text.text.contains('{'), "{text:?}");
        }
    }
}

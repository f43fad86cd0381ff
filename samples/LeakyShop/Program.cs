// A day in a small shop. Each scene works, prints its line, and keeps something that it should have let go;
// the line that does so ends with the rule that says it.
using LeakyShop.Balance;
using LeakyShop.Cycles;
using LeakyShop.Registries;

OrderDesk.Open();
Billing.Open();
ShopWindow.Open();
ParcelScale.Open();
PriceTag.Open();
Postcards.Open();
DeliverySlip.Open();
AnswerDesk.Open();
CoinTray.Open();
GiftWrap.Open();
SingleTill.Open();
DoorBell.Open();
StockRoom.Open();
WishList.Open();
PriceBoard.Open();
BusyHour.Open();
PhotoFrame.Open();
